import { date, endDate, long, parquet, sql, stagingQuery, startDate, string } from '@chron/chron';

/** Users as the shop drops them: one Parquet file. */
export const raw = parquet({
  location: 's3://chronon/warehouse/data/users/users.parquet',
  columns: { user_id: string, age: long, city: string, signup_date: date },
});

/** Users, in the partition of the day they signed up. */
export const v1 = stagingQuery({
  name: 'users_from_s3',
  query: sql`
    SELECT user_id, age, city, signup_date AS ds
    FROM ${raw} WHERE signup_date BETWEEN ${startDate} AND ${endDate}`,
  columns: { user_id: string, age: long, city: string },
  startPartition: '2023-01-01',
});
