import { double, endDate, sql, stagingQuery, startDate, string } from '@chron/chron';
import { raw } from '../shop/purchases.ts';

export const v1 = stagingQuery({
  name: 'not_declared',
  query: sql`
    SELECT user_id, price, category, bought_on AS ds
    FROM ${raw} WHERE bought_on BETWEEN ${startDate} AND ${endDate}`,
  columns: { user_id: string, price: double },
});
