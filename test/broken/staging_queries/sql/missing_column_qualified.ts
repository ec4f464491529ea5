import { double, endDate, sql, stagingQuery, startDate, string } from '@chron/chron';
import { raw } from '../shop/purchases.ts';

export const v1 = stagingQuery({
  name: 'missing_column_qualified',
  query: sql`
    SELECT p.user_id, p.price, p.bought_on AS ds
    FROM ${raw} AS p
    WHERE p.bought_on BETWEEN ${startDate} AND ${endDate} AND p.kategorie = 'book'`,
  columns: { user_id: string, price: double },
});
