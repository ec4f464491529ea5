import { double, sql, stagingQuery, string } from '@chron/chron';
import { raw } from '../shop/purchases.ts';

export const v1 = stagingQuery({
  name: 'bad_start',
  query: sql`
    SELECT user_id, price, bought_on AS ds
    FROM ${raw}`,
  columns: { user_id: string, price: double },
  startPartition: '2023-13-01',
  backfillStartDate: '2023-1-1',
});
