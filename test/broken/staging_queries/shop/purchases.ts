import { date, double, endDate, list, long, parquet, sql, stagingQuery, startDate, string, timestamp } from '@chron/chron';

/** Nothing is wrong in this file: the others read it. */
export const raw = parquet({
  location: 'data/purchases/*.parquet',
  columns: { user_id: string, price: double, category: string, bought_on: date, tags: list(string), ts: timestamp },
});

export const v1 = stagingQuery({
  name: 'purchases',
  query: sql`
    SELECT user_id, price, category, tags, epoch_ms(ts) AS ts, bought_on AS ds
    FROM ${raw}
    WHERE bought_on BETWEEN ${startDate} AND ${endDate}`,
  columns: { user_id: string, price: double, category: string, tags: list(string), ts: long },
  startPartition: '2023-12-01',
});
