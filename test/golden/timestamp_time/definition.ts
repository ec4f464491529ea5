import { count, date, days, eventSource, first, groupBy, max, parquet, sql, string, timestamp } from '@chron/chron';

export const raw = parquet({
  location: 'data/logins',
  columns: { user_id: string, seen_at: timestamp, born: date, page: string },
  partitionColumn: 'ds',
});

export const v1 = groupBy({
  name: 'timestamp_time',
  sources: [eventSource({ table: raw, timeColumn: 'seen_at' })],
  keys: ['user_id'],
  aggregations: (c) => [
    count(c.page, { windows: [days(1)] }),
    first(c.page),
    max(c.seen_at),
    max(c.born, { windows: [days(1)] }),
  ],
});

/** The time may be SQL of another type; here a date, the first moment of its day. */
export const by_day = groupBy({
  name: 'timestamp_time_by_day',
  sources: [eventSource({ table: raw, timeColumn: sql.date`CAST(seen_at AS DATE)` })],
  keys: ['user_id'],
  aggregations: (c) => [first(c.page)],
});
