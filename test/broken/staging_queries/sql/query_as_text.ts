import { double, stagingQuery, string } from '@chron/chron';

export const v1 = stagingQuery({
  name: 'query_as_text',
  query: 'SELECT user_id, price, ds FROM shop.purchases',
  columns: { user_id: string, price: double },
});
