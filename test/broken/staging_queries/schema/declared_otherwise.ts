import { endDate, long, sql, stagingQuery, startDate, string } from '@chron/chron';
import { raw } from '../shop/purchases.ts';

export const v1 = stagingQuery({
  name: 'declared_otherwise',
  query: sql`
    SELECT user_id, price, bought_on AS ds
    FROM ${raw} WHERE bought_on BETWEEN ${startDate} AND ${endDate}`,
  columns: {
    user_id: string,
    /** Cents. */
    price: long,
  },
});
