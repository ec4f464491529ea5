import { double, sql, stagingQuery, string } from '@chron/chron';
import { raw } from '../shop/purchases.ts';

export const v1 = stagingQuery({
  name: 'table_misspelt',
  query: sql`
    WITH bought AS (SELECT * FROM ${raw})
    SELECT user_id, price, bought_on AS ds FROM bougt`,
  columns: { user_id: string, price: double },
});
