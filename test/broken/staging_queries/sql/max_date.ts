import { double, eventSource, groupBy, maxDate, sql, stagingQuery, string, sum } from '@chron/chron';
import { v1 as purchases, raw } from '../shop/purchases.ts';

export const v1 = stagingQuery({
  name: 'max_date',
  query: sql`
    SELECT user_id, price, bought_on AS ds
    FROM ${raw} WHERE bought_on = ${maxDate(raw)}`,
  columns: { user_id: string, price: double },
});

export const setup = stagingQuery({
  name: 'max_date_setup',
  query: sql`SELECT user_id, price, bought_on AS ds FROM ${raw}`,
  columns: { user_id: string, price: double },
  setups: [sql`SET VARIABLE newest = ${maxDate(purchases)}`],
});

export const row = groupBy({
  name: 'max_date_row',
  sources: [
    eventSource({ table: purchases, timeColumn: 'ts', where: (c) => sql`${c.ds} = ${maxDate(purchases)}` }),
  ],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price)],
});

export const none = stagingQuery({
  name: 'max_date_none',
  // @ts-expect-error a name is no table
  query: sql`SELECT user_id, price, ${maxDate('shop.purchases')} AS ds FROM ${raw}`,
  columns: { user_id: string, price: double },
});
