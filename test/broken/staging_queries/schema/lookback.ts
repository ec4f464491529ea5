import { double, hours, sql, stagingQuery, string } from '@chron/chron';
import { raw } from '../shop/purchases.ts';

export const v1 = stagingQuery({
  name: 'lookback',
  query: sql`SELECT user_id, price, bought_on AS ds FROM ${raw}`,
  columns: { user_id: string, price: double },
  lookback: hours(36),
});
