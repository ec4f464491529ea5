import { entitySource, groupBy, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

export const v1 = groupBy({
  name: 'later',
  sources: [
    entitySource({ table: purchases, timeColumn: 'ts', mutationTable: purchases }),
  ],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price)],
});
