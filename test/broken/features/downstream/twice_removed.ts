import { eventSource, groupBy, sum } from '@chron/chron';
import { v1 as unsure } from './of_a_broken_group.ts';

/** Nothing is said here, either. */
export const v1 = groupBy({
  name: 'twice_removed',
  sources: [eventSource({ table: unsure })],
  keys: ['user'],
  aggregations: (c) => [sum(c.whatever)],
});
