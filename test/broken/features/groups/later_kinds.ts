import { attributes, entitySource, eventSource, groupBy, join, parquet, part, string, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

export const users = parquet({ location: 'data/users', columns: { user_id: string, city: string, ds: string } });

export const cities = attributes({
  name: 'later_kinds_cities',
  source: entitySource({ table: users }),
  keys: ['user_id'],
});

export const spend = groupBy({
  name: 'later_kinds_spend',
  sources: [eventSource({ table: purchases, timeColumn: 'ts' })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price)],
});

/** Nothing is said about what reads it, either. */
export const set = join({
  name: 'later_kinds_set',
  left: eventSource({ table: purchases, timeColumn: 'ts' }),
  parts: (left) => [part(spend, left)],
});
