import { count, days, double, eventSource, groupBy, long, parquet, string, sum } from '@chron/chron';

export const history = parquet({
  location: 'data/exports',
  columns: { user_id: string, price: double, ts: long },
  partitionColumn: 'ds',
});

/** Each export holds all purchases so far: one is read, the day's own, else the earliest later one. */
export const v1 = groupBy({
  name: 'cumulative',
  sources: [eventSource({ table: history, timeColumn: 'ts', isCumulative: true })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price), count(c.price, { windows: [days(1)] })],
});
