import { double, sql, stagingQuery, string } from '@chron/chron';
import { raw } from '../shop/purchases.ts';

export const v1 = stagingQuery({
  name: 'not_grouped',
  query: sql`
    SELECT user_id, price, max(bought_on) AS ds
    FROM ${raw}
    GROUP BY user_id`,
  columns: { user_id: string, price: double },
});
