import { eventSource, groupBy, sql, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

export const v1 = groupBy({
  name: 'where_not_a_condition',
  sources: [eventSource({ table: purchases, timeColumn: 'ts', where: (c) => [c.category, sql`${c.price} + 1`] })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price)],
});
