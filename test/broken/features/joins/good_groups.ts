import { attributes, count, entitySource, eventSource, groupBy, parquet, string, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

/** Nothing is wrong in this file: the joins beside it read it. */
export const users = parquet({ location: 'data/users', columns: { user_id: string, city: string, ds: string } });

export const spend = groupBy({
  name: 'good_groups_spend',
  sources: [eventSource({ table: purchases, timeColumn: 'ts' })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price)],
});

export const now = groupBy({
  name: 'good_groups_now',
  online: true,
  sources: [eventSource({ table: purchases, timeColumn: 'ts', topic: 'purchases' })],
  keys: ['user_id'],
  aggregations: (c) => [count(c.price)],
});

export const cities = attributes({
  name: 'good_groups_cities',
  source: entitySource({ table: users }),
  keys: ['user_id'],
});

export const citiesNow = attributes({
  name: 'good_groups_citiesNow',
  source: entitySource({ table: users, topic: 'users' }),
  keys: ['user_id'],
});
