import { double, endDate, long, parquet, sql, stagingQuery, startDate, string, timestamp } from '@chron/chron';

/** Purchases as the shop drops them: one Parquet file. */
export const raw = parquet({
  location: 's3://chronon/warehouse/data/purchases/purchases.parquet',
  columns: { user_id: string, purchase_price: double, item_category: string, ts: timestamp },
});

/** Purchases, one partition per day. */
export const v1 = stagingQuery({
  name: 'purchases_from_s3',
  query: sql`
    SELECT user_id, purchase_price, item_category, epoch_ms(ts) AS ts, CAST(ts AS DATE) AS ds
    FROM ${raw} WHERE CAST(ts AS DATE) BETWEEN ${startDate} AND ${endDate}`,
  columns: {
    user_id: string,
    /** In dollars. */
    purchase_price: double,
    item_category: string,
    /** When it was bought: epoch milliseconds, UTC. */
    ts: long,
  },
  startPartition: '2023-12-01',
});
