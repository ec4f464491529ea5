import { count, days, eventSource, groupBy, max, parquet, string } from '@chron/chron';

export const raw = parquet({ location: 'data/logins', columns: { user_id: string, page: string }, partitionColumn: 'ds' });

/** Without a time column an event is at the end of its partition's day; the day is a value like any other. */
export const v1 = groupBy({
  name: 'no_time_column',
  sources: [eventSource({ table: raw })],
  keys: ['user_id'],
  aggregations: (c) => [count(c.page, { windows: [days(1), days(2)] })],
});
