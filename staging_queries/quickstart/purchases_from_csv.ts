import { csv, endDate, long, sql, stagingQuery, startDate, string } from '@chron/chron';

/** Purchases as the shop exports them; `ds` is the day they were exported, which may be later than the purchase. */
export const raw = csv({
  location: 's3://chronon/quickstart/purchases.csv',
  columns: { ds: string, ts: long, purchase_id: string, user_id: string, product_id: string, purchase_price: long },
});

/** Purchases, one partition per day of export. */
export const v1 = stagingQuery({
  name: 'purchases_from_csv',
  query: sql`
    SELECT ts, purchase_id, user_id, product_id, purchase_price, CAST(ds AS DATE) AS ds
    FROM ${raw} WHERE CAST(ds AS DATE) BETWEEN ${startDate} AND ${endDate}`,
  columns: { ts: long, purchase_id: string, user_id: string, product_id: string, purchase_price: long },
  startPartition: '2023-11-01',
});
