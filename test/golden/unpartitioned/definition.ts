import { count, csv, days, eventSource, groupBy, long, string } from '@chron/chron';

export const raw = csv({ location: 'data/logins.csv', columns: { user_id: string, page: string, ts: long } });

/** A table without partitions: a row is of the day of its time. */
export const v1 = groupBy({
  name: 'unpartitioned',
  sources: [eventSource({ table: raw, timeColumn: 'ts', startPartition: '2023-12-05', endPartition: '2023-12-06' })],
  keys: ['user_id'],
  aggregations: (c) => [count(c.page, { windows: [days(7)] })],
});
