import {
  attributes,
  average,
  boolean,
  count,
  days,
  entitySource,
  eventSource,
  groupBy,
  join,
  last,
  long,
  parquet,
  part,
  string,
  sum,
} from '@chron/chron';

export const checkouts = parquet({
  location: 'data/checkouts',
  columns: { buyer: string, cart: long, ts: long },
  partitionColumn: 'ds',
});
export const purchases = parquet({
  location: 'data/purchases',
  columns: { user_id: string, price: long, ts: long },
  partitionColumn: 'ds',
});
export const ratings = parquet({
  location: 'data/ratings',
  columns: { user_id: string, stars: long, ts: long },
  partitionColumn: 'ds',
});
export const changes = parquet({
  location: 'data/changes',
  columns: { user_id: string, stars: long, ts: long, mutation_ts: long, is_before: boolean },
  partitionColumn: 'ds',
});
export const users = parquet({
  location: 'data/users',
  columns: { user_id: string, city: string },
  partitionColumn: 'ds',
});

/** At midnight. */
export const daily = groupBy({
  name: 'join_six_accuracies_daily',
  sources: [eventSource({ table: purchases, timeColumn: 'ts' })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price, { windows: [days(1)] }), count(c.price)],
});

/** At the moment itself. */
export const live = groupBy({
  name: 'join_six_accuracies_live',
  sources: [eventSource({ table: purchases, timeColumn: 'ts', topic: 'purchases' })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price, { windows: [days(1)] }), last(c.price, { windows: [days(2)] })],
});

/** The rows of yesterday's end, and what changed since. */
export const stars = groupBy({
  name: 'join_six_accuracies_stars',
  sources: [entitySource({ table: ratings, timeColumn: 'ts', mutationTable: changes })],
  keys: ['user_id'],
  aggregations: (c) => [average(c.stars)],
});

export const profile = attributes({
  name: 'join_six_accuracies_profile',
  source: entitySource({ table: users }),
  keys: ['user_id'],
});

export const v1 = join({
  name: 'join_six_accuracies',
  left: eventSource({ table: checkouts, timeColumn: 'ts' }),
  parts: (left) => [
    part(daily, { user_id: left.buyer }),
    part(live, { user_id: left.buyer }, { prefix: 'now' }),
    part(stars, { user_id: left.buyer }),
    part(profile, { user_id: left.buyer }),
  ],
});
