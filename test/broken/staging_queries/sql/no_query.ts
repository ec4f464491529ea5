import { double, stagingQuery, string } from '@chron/chron';

export const v1 = stagingQuery({
  name: 'no_query',
  columns: { user_id: string, price: double },
});
