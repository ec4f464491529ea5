import { double, sql, stagingQuery, string } from '@chron/chron';
import { raw } from '../shop/purchases.ts';

export const v1 = stagingQuery({
  name: 'parameters',
  query: sql`SELECT user_id, price, bought_on AS ds FROM ${raw} WHERE price > ?`,
  columns: { user_id: string, price: double },
});
