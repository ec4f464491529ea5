import { double, sql, stagingQuery, string } from '@chron/chron';
import { raw } from '../shop/purchases.ts';

export const v1 = stagingQuery({
  name: 'ambiguous',
  query: sql`
    SELECT user_id, a.price, a.bought_on AS ds
    FROM ${raw} a JOIN ${raw} b USING (ts)`,
  columns: { user_id: string, price: double },
});
