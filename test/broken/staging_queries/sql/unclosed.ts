import { double, sql, stagingQuery, string } from '@chron/chron';
import { raw } from '../shop/purchases.ts';

export const v1 = stagingQuery({
  name: 'unclosed',
  query: sql`
    SELECT user_id, (price + 1 AS price, bought_on AS ds
    FROM ${raw}`,
  columns: { user_id: string, price: double },
});
