import { days, eventSource, groupBy, join, long, parquet, part, sql, stagingQuery, string, sum } from '@chron/chron';

export const carts = parquet({ location: 'data/carts', columns: { buyer: string, ts: long }, partitionColumn: 'ds' });
export const purchases = parquet({
  location: 'data/purchases',
  columns: { user_id: string, price: long, ts: long },
  partitionColumn: 'ds',
});

export const checkouts = stagingQuery({
  name: 'join_view_checkouts',
  query: sql`SELECT lower(buyer) AS user_id, ts, ds FROM ${carts} WHERE ts > 0`,
  columns: { user_id: string, ts: long },
  view: true,
});

export const paid = stagingQuery({
  name: 'join_view_paid',
  query: sql`SELECT lower(user_id) AS user_id, price, ts, ds FROM ${purchases} WHERE price > 0`,
  columns: { user_id: string, price: long, ts: long },
  view: true,
});

export const spend = groupBy({
  name: 'join_view_spend',
  sources: [eventSource({ table: paid, timeColumn: 'ts', topic: 'purchases' })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price, { windows: [days(1)] })],
});

/** Views on both sides of a join: the left rows, and the events of a part. */
export const v1 = join({
  name: 'join_view',
  left: eventSource({ table: checkouts, timeColumn: 'ts' }),
  parts: (left) => [part(spend, left)],
});
