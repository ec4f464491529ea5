import { double, sql, stagingQuery, string } from '@chron/chron';

export const v1 = stagingQuery({
  name: 'table_by_name',
  query: sql`SELECT user_id, price, ds FROM shop.purchases`,
  columns: { user_id: string, price: double },
});
