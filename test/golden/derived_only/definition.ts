import { average, eventSource, groupBy, long, parquet, string, sum } from '@chron/chron';

export const events = parquet({
  location: 'data/events',
  columns: { user: string, value: long, ts: long },
  partitionColumn: 'ds',
});

/** Only what is derived: columns user, total, avg and the day. */
export const v1 = groupBy({
  name: 'derived_only',
  sources: [eventSource({ table: events, timeColumn: 'ts' })],
  keys: ['user'],
  aggregations: (c) => [sum(c.value), average(c.value)],
  derive: (c) => ({ total: c.derived_only_value_sum, avg: c.derived_only_value_average }),
  keep: 'derived',
});
