import { double, sql, stagingQuery, string } from '@chron/chron';
import { raw } from '../shop/purchases.ts';

export const v1 = stagingQuery({
  name: 'show',
  query: sql`SHOW TABLES`,
  columns: { user_id: string, price: double },
});
