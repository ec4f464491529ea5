import { eventSource, groupBy, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/sql/syntax_error.ts';

/** The columns of what it reads are declared, so a mistake of its own is reported; with none nothing is. */
export const v1 = groupBy({
  name: 'of_a_broken_query',
  sources: [eventSource({ table: purchases })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price), sum(c.prise)],
});

export const fine = groupBy({
  name: 'of_a_broken_query_fine',
  sources: [eventSource({ table: purchases })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price)],
});
