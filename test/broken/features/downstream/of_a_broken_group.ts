import { eventSource, groupBy, sum } from '@chron/chron';
import { v1 as spend } from '../groups/unknown_column.ts';

/** What it reads has a misspelt column: its features are not what was meant, and nothing is said here. */
export const v1 = groupBy({
  name: 'of_a_broken_group',
  sources: [eventSource({ table: spend })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.unknown_column_price_sum)],
});
