import { eventSource, groupBy, sql, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

export const v1 = groupBy({
  name: 'closes_ours',
  sources: [eventSource({ table: purchases, timeColumn: 'ts', where: () => sql`price > 0) OR (1 = 1` })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price)],
});
