import { date, double, string, sql, stagingQuery } from '@chron/chron';
import { raw } from '../shop/purchases.ts';

export const v1 = stagingQuery({
  name: 'day_declared',
  query: sql`
    SELECT user_id, price, bought_on AS ds
    FROM ${raw}`,
  columns: { user_id: string, price: double, ds: string },
});
