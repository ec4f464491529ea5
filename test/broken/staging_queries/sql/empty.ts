import { double, sql, stagingQuery, string } from '@chron/chron';
import { raw } from '../shop/purchases.ts';

export const v1 = stagingQuery({
  name: 'empty',
  query: sql``,
  columns: { user_id: string, price: double },
});
