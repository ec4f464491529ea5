import { double, endDate, sql, stagingQuery, startDate, string } from '@chron/chron';
import { raw } from '../shop/purchases.ts';

const days = sql`bought_on BETWEEN ${startDate} AND ${endDate}`;

export const v1 = stagingQuery({
  name: 'error_after_nested',
  query: sql`
    SELECT user_id, price, bought_on AS ds
    FROM ${raw} WHERE ${days} AND
      cattegory = 'größer' -- 😀
      AND price > 0`,
  columns: { user_id: string, price: double },
});
