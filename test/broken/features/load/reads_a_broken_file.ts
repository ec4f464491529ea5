import { eventSource, groupBy, sum } from '@chron/chron';
import { v1 as broken } from './does_not_parse.ts';

/** Nothing is wrong here: it is left out, and nothing is said, because what it reads could not be loaded. */
export const v1 = groupBy({
  name: 'reads_a_broken_file',
  sources: [eventSource({ table: broken })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.does_not_parse_price_sum)],
});
