import { eventSource, groupBy, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

const daily = groupBy({
  name: 'daily',
  sources: [eventSource({ table: purchases, timeColumn: 'ts' })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price)],
});

export const v1 = groupBy({
  name: 'not_exported',
  sources: [eventSource({ table: daily })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.daily_price_sum)],
});
