import { sql, stagingQuery, string } from '@chron/chron';
import { raw } from '../shop/purchases.ts';

export const v1 = stagingQuery({
  name: 'interval',
  query: sql`
    SELECT user_id, INTERVAL 1 DAY AS rest, bought_on AS ds
    FROM ${raw}`,
  columns: { user_id: string, rest: string },
});
