import { sql, stagingQuery } from '@chron/chron';
import { raw } from '../shop/purchases.ts';

export const v1 = stagingQuery({
  name: 'no_columns',
  query: sql`SELECT user_id, bought_on AS ds FROM ${raw}`,
});
