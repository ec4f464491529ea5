import { double, sql, stagingQuery, string } from '@chron/chron';
import { raw } from '../shop/purchases.ts';

export const v1 = stagingQuery({
  name: 'only_comment',
  query: sql`-- SELECT user_id FROM ${raw}`,
  columns: { user_id: string, price: double },
});
