import { double, endDate, sql, stagingQuery, startDate, string } from '@chron/chron';
import { raw } from '../shop/purchases.ts';

export const v1 = stagingQuery({
  name: 'types_that_do_not_fit',
  query: sql`
    SELECT user_id, price, bought_on AS ds
    FROM ${raw}
    WHERE bought_on BETWEEN ${startDate} AND ${endDate}
      AND tags > price`,
  columns: { user_id: string, price: double },
});
