import { days, double, eventSource, groupBy, long, parquet, sql, stagingQuery, string, sum } from '@chron/chron';

export const raw = parquet({ location: 'data/purchases', columns: { user_id: string, price: double, ts: long }, partitionColumn: 'ds' });

export const paid = stagingQuery({
  name: 'view_source_paid',
  query: sql`SELECT user_id, price, ts, ds FROM ${raw} WHERE price > 0`,
  columns: { user_id: string, price: double, ts: long },
  view: true,
});

/** A GroupBy over a view: it reads the days of it that it would read of a table. */
export const v1 = groupBy({
  name: 'view_source',
  sources: [eventSource({ table: paid, timeColumn: 'ts' })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price, { windows: [days(1)] })],
});
