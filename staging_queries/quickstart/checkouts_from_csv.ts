import { csv, endDate, long, sql, stagingQuery, startDate, string } from '@chron/chron';

/** Checkouts as the shop exports them: the moments that a model is to predict a return for. */
export const raw = csv({
  location: 's3://chronon/quickstart/checkouts.csv',
  columns: { ds: string, ts: long, return_id: string, user_id: string, product_id: string, refund_amt: long },
});

/** Checkouts, one partition per day of export. */
export const v1 = stagingQuery({
  name: 'checkouts_from_csv',
  query: sql`
    SELECT ts, return_id, user_id, product_id, refund_amt, CAST(ds AS DATE) AS ds
    FROM ${raw} WHERE CAST(ds AS DATE) BETWEEN ${startDate} AND ${endDate}`,
  columns: { ts: long, return_id: string, user_id: string, product_id: string, refund_amt: long },
  startPartition: '2023-11-30',
});
