import { double, sql, stagingQuery, string } from '@chron/chron';
import { raw } from '../shop/purchases.ts';

export const v1 = stagingQuery({
  name: 'own_names',
  query: sql`
    SELECT user_id, price AS __price, bought_on AS ds
    FROM ${raw}`,
  columns: { user_id: string, __price: double },
});
