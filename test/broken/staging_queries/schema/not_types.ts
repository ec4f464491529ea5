import { double, list, sql, stagingQuery, string } from '@chron/chron';
import { raw } from '../shop/purchases.ts';

export const v1 = stagingQuery({
  name: 'not_types',
  query: sql`
    SELECT user_id, price, category, tags, ts, bought_on AS ds
    FROM ${raw}`,
  columns: { user_id: String, price: 'float', category: string, tags: list, ts: 'decimal(40,2)' },
});
