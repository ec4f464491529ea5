import { days, double, endDate, eventSource, groupBy, latestDate, long, parquet, sql, stagingQuery, startDate, string, sum } from '@chron/chron';

export const raw = parquet({
  location: 'data/purchases',
  columns: { user_id: string, price: double, ts: long },
  partitionColumn: 'ds',
});

export const users = parquet({ location: 'data/users', columns: { user_id: string, city: string } });

export const spend = groupBy({
  name: 'staging_join_spend',
  sources: [eventSource({ table: raw, timeColumn: 'ts' })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price, { windows: [days(1)] })],
});

const inRange = sql`s.ds BETWEEN ${startDate} AND ${endDate}`;

/** A definition is a table for the next one; the same table may be read twice. */
export const v1 = stagingQuery({
  name: 'staging_join',
  query: sql`
    SELECT u.city, s.user_id, s.staging_join_spend_price_sum_1d AS spent,
      (SELECT count(*) FROM ${users}) AS users,
      ${latestDate} - s.ds AS age,
      s.ds
    FROM ${spend} AS s
    LEFT JOIN ${users} AS u USING (user_id)
    WHERE ${inRange} AND s.staging_join_spend_price_sum_1d > ${0.5}`,
  columns: { user_id: string, city: string, spent: double, users: long, age: long },
});
