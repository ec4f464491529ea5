import { attributes, entitySource, eventSource, parquet, string } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

export const users = parquet({ location: 'data/users', columns: { user_id: string, city: string } });

export const v1 = attributes({
  name: 'rows_as_they_are',
  source: entitySource({ table: users }),
  keys: ['user_id'],
});

export const v2 = attributes({
  name: 'rows_as_they_are_v2',
  source: eventSource({ table: purchases, where: (c) => c.price }),
  keys: ['user'],
  duplicates: 'first',
});
