import { eventSource, groupBy, sum } from '@chron/chron';
import { v1 as a } from './circle_a.ts';

export const v1 = groupBy({
  name: 'circle_b',
  sources: [eventSource({ table: a })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.circle_a_price_sum)],
});
