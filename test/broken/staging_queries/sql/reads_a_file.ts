import { double, sql, stagingQuery, string } from '@chron/chron';
import { raw } from '../shop/purchases.ts';

export const v1 = stagingQuery({
  name: 'reads_a_file',
  query: sql`
    SELECT user_id, price, bought_on AS ds
    FROM read_parquet('data/purchases/*.parquet')`,
  columns: { user_id: string, price: double },
});
