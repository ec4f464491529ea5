import { double, sql, stagingQuery, string } from '@chron/chron';
import { raw } from '../shop/purchases.ts';

export const v1 = stagingQuery({
  name: 'two_statements',
  query: sql`
    SET VARIABLE cut = 5;
    SELECT user_id, price, bought_on AS ds FROM ${raw} WHERE price > getvariable('cut')`,
  columns: { user_id: string, price: double },
});
