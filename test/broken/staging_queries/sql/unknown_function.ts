import { double, endDate, sql, stagingQuery, startDate, string } from '@chron/chron';
import { raw } from '../shop/purchases.ts';

export const v1 = stagingQuery({
  name: 'unknown_function',
  query: sql`
    SELECT user_id, roundd(price) AS price, bought_on AS ds
    FROM ${raw} WHERE bought_on BETWEEN ${startDate} AND ${endDate}`,
  columns: { user_id: string, price: double },
});
