import { double, sql, stagingQuery, string } from '@chron/chron';
import { raw } from '../shop/purchases.ts';

export const v1 = stagingQuery({
  name: 'not_a_select',
  query: sql`CREATE TABLE x AS SELECT user_id, price, bought_on AS ds FROM ${raw}`,
  columns: { user_id: string, price: double },
});
