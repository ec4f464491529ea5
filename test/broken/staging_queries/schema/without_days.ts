import { date, days, endDate, maxDate, sql, stagingQuery, startDate, string } from '@chron/chron';
import { v1 as purchases, raw } from '../shop/purchases.ts';

export const v1 = stagingQuery({
  name: 'without_days',
  query: sql`
    SELECT DISTINCT user_id FROM ${raw}
    WHERE bought_on BETWEEN ${startDate}
      AND ${endDate}`,
  columns: { user_id: string },
  partitioned: false,
});

export const options = stagingQuery({
  name: 'without_days_options',
  query: sql`SELECT DISTINCT user_id FROM ${purchases}`,
  columns: { user_id: string },
  partitioned: false,
  // @ts-expect-error there is no first day
  startPartition: '2023-12-01',
  // @ts-expect-error there are no days before
  lookback: days(7),
});

export const day = stagingQuery({
  name: 'without_days_day',
  query: sql`SELECT user_id, bought_on AS ds FROM ${raw}`,
  // @ts-expect-error ds is the partition column
  columns: { user_id: string, ds: date },
  partitioned: false,
});

export const other = stagingQuery({
  name: 'without_days_other',
  query: sql`SELECT user_id, bought_on AS ds FROM ${raw}`,
  columns: { user_id: string },
  // @ts-expect-error neither true nor false
  partitioned: 'no',
});

export const users = stagingQuery({
  name: 'without_days_users',
  query: sql`SELECT DISTINCT user_id FROM ${purchases}`,
  columns: { user_id: string },
  partitioned: false,
  // @ts-expect-error there is no first day
  backfillStartDate: '2023-12-01',
});

export const newest = stagingQuery({
  name: 'without_days_newest',
  query: sql`SELECT user_id, ${maxDate(users)} AS ds FROM ${users}`,
  columns: { user_id: string },
});
