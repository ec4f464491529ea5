import { double, sql, stagingQuery, string } from '@chron/chron';
import { raw } from '../shop/purchases.ts';

export const v1 = stagingQuery({
  name: 'setup_reads_a_table',
  query: sql`SELECT user_id, price, bought_on AS ds FROM ${raw}`,
  columns: { user_id: string, price: double },
  setups: [sql`CREATE TEMP TABLE cheap AS SELECT * FROM ${raw}`, 7],
});
