import { double, sql, stagingQuery, string } from '@chron/chron';
import { raw } from '../shop/purchases.ts';

export const v1 = stagingQuery({
  name: 'same_column_twice',
  query: sql`
    SELECT user_id, price, price * 2 AS price, bought_on AS ds
    FROM ${raw}`,
  columns: { user_id: string, price: double },
});
