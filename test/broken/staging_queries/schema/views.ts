import { days, endDate, maxDate, sql, stagingQuery, string } from '@chron/chron';
import { v1 as purchases } from '../shop/purchases.ts';

export const v1 = stagingQuery({
  name: 'views',
  query: sql`
    SELECT user_id, ds FROM ${purchases}
    WHERE ds <= ${endDate}
      AND ds < ${maxDate(purchases)}`,
  columns: { user_id: string },
  view: true,
});

export const options = stagingQuery({
  name: 'views_options',
  query: sql`SELECT user_id, ds FROM ${purchases}`,
  columns: { user_id: string },
  view: true,
  // @ts-expect-error there is no table
  outputNamespace: 'shop',
  // @ts-expect-error there is no session
  setups: ['SET threads = 1'],
  // @ts-expect-error there are no days before
  lookback: days(2),
});

export const right = stagingQuery({
  name: 'views_right',
  query: sql`SELECT user_id, ds FROM ${purchases}`,
  columns: { user_id: string },
  view: true,
});

export const newest = stagingQuery({
  name: 'views_newest',
  query: sql`SELECT user_id, ${maxDate(right)} AS ds FROM ${right}`,
  columns: { user_id: string },
});

export const misspelt = stagingQuery({
  name: 'views_misspelt',
  query: sql`SELECT usr_id, ds FROM ${right}`,
  columns: { user_id: string },
  // @ts-expect-error neither true nor false
  view: 'yes',
});

export const ofTheRun = stagingQuery({
  name: 'views_ofTheRun',
  query: sql`SELECT user_id, ds FROM ${purchases} WHERE epoch_ms(ts) < now() USING SAMPLE 10%`,
  columns: { user_id: string },
  view: true,
});
