import { csv, endDate, sql, stagingQuery, startDate, string } from '@chron/chron';

/** All users, as the shop exports them every day. */
export const raw = csv({
  location: 's3://chronon/quickstart/users.csv',
  columns: { ds: string, user_id: string, account_created_ds: string, email_verified: string },
});

/** Users, one partition per day of export. */
export const v1 = stagingQuery({
  name: 'users_from_csv',
  query: sql`
    SELECT user_id, account_created_ds, email_verified, CAST(ds AS DATE) AS ds
    FROM ${raw} WHERE CAST(ds AS DATE) BETWEEN ${startDate} AND ${endDate}`,
  columns: { user_id: string, account_created_ds: string, email_verified: string },
  startPartition: '2023-11-01',
});
