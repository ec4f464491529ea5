import { count, eventSource, groupBy } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

export const v1 = groupBy({
  name: 'ts__buys',
  sources: [eventSource({ table: purchases, timeColumn: 'ts' })],
  keys: ['user_id'],
  aggregations: (c) => [count(c.price)],
});
