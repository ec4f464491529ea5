import { eventSource, groupBy, sum } from '@chron/chron';
import { v1 as b } from './circle_b.ts';

export const v1 = groupBy({
  name: 'circle_a',
  sources: [eventSource({ table: b })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.circle_b_price_sum)],
});
