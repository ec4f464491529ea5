import { eventSource, groupBy, sql, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

export const v1 = groupBy({
  name: 'table_in_select',
  sources: [
    eventSource({
      table: purchases,
      timeColumn: 'ts',
      select: (c) => ({ share: sql.double`${c.price} / (SELECT max(price) FROM ${purchases})` }),
    }),
  ],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.share)],
});
