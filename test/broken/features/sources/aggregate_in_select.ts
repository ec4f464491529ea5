import { eventSource, groupBy, sql, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

export const v1 = groupBy({
  name: 'aggregate_in_select',
  sources: [
    eventSource({
      table: purchases,
      timeColumn: 'ts',
      select: (c) => ({ total: sql.double`sum(${c.price})`, two: sql.double`price, price`, three: sql.double`(SELECT max(price) FROM other)` }),
    }),
  ],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.total)],
});
