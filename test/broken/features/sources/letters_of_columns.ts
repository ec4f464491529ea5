import { attributes, count, date, entitySource, eventSource, groupBy, join, parquet, part, sql, string, struct, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';
import { spend } from '../joins/good_groups.ts';

export const places = parquet({
  location: 'data/places',
  columns: { user_id: string, place: struct({ city: string, City: string }) },
});

export const days = parquet({ location: 'data/days', columns: { user_id: string, ds: date }, partitionColumn: 'DS' });

export const users = parquet({
  location: 'data/users',
  columns: { user_id: string, dt: date, DS: string },
  partitionColumn: 'dt',
});

export const selected = groupBy({
  name: 'letters_of_columns_selected',
  sources: [
    eventSource({
      table: purchases,
      timeColumn: 'ts',
      select: (c) => ({ Price: sql.double`${c.price} * 2`, net: c.price, Net: c.price, Ds: c.ds }),
    }),
  ],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price)],
});

export const derived = groupBy({
  name: 'letters_of_columns_derived',
  sources: [eventSource({ table: purchases, timeColumn: 'ts' })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price)],
  derive: (c) => ({ twice: sql.double`2 * ${c.letters_of_columns_derived_price_sum}`, Twice: sql.double`1` }),
});

export const keyed = groupBy({
  name: 'letters_of_columns_keyed',
  sources: [eventSource({ table: users, partitionColumn: 'dt' })],
  keys: ['DS'],
  aggregations: (c) => [count(c.user_id)],
});

export const whole = attributes({
  name: 'letters_of_columns_whole',
  source: entitySource({ table: users }),
  keys: ['user_id'],
});

export const joined = join({
  name: 'letters_of_columns_joined',
  left: eventSource({ table: users, select: (c) => ({ dS: sql.date`${c.dt}` }), timeColumn: sql.date`dt` }),
  parts: (c) => [part(spend, c)],
});

export const prefixed = join({
  name: 'letters_of_columns_prefixed',
  left: eventSource({
    table: purchases,
    timeColumn: 'ts',
    select: (c) => ({ p_good_groups_spend_price_SUM: c.price }),
  }),
  parts: (c) => [part(spend, c, { prefix: 'P' })],
});

