import { double, sql, stagingQuery, string } from '@chron/chron';
import { raw } from '../shop/purchases.ts';

export const v1 = stagingQuery({
  name: 'day_as_number',
  query: sql`
    SELECT user_id, price, year(bought_on) AS ds
    FROM ${raw}`,
  columns: { user_id: string, price: double },
});
