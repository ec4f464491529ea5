import { csv, endDate, long, sql, stagingQuery, startDate, string } from '@chron/chron';

/** Returned purchases as the shop exports them. */
export const raw = csv({
  location: 's3://chronon/quickstart/returns.csv',
  columns: { ds: string, ts: long, return_id: string, user_id: string, product_id: string, refund_amt: long },
});

/** Returned purchases, one partition per day of export. */
export const v1 = stagingQuery({
  name: 'returns_from_csv',
  query: sql`
    SELECT ts, return_id, user_id, product_id, refund_amt, CAST(ds AS DATE) AS ds
    FROM ${raw} WHERE CAST(ds AS DATE) BETWEEN ${startDate} AND ${endDate}`,
  columns: { ts: long, return_id: string, user_id: string, product_id: string, refund_amt: long },
  startPartition: '2023-11-01',
});
