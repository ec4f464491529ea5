import { eventSource, groupBy, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

export const v1 = groupBy({
  name: 'keys_not_names',
  sources: [eventSource({ table: purchases, timeColumn: 'ts' })],
  keys: [purchases.columns, undefined],
  aggregations: (c) => [sum(c.price)],
});
