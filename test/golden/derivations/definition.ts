import { count, days, double, eventSource, groupBy, long, parquet, sql, string, sum } from '@chron/chron';

export const purchases = parquet({
  location: 'data/purchases',
  columns: { user_id: string, price: double, ts: long },
  partitionColumn: 'ds',
});

/** A new name, expressions over features and keys, and a division by what is 0 or null. */
export const v1 = groupBy({
  name: 'derivations',
  sources: [eventSource({ table: purchases, timeColumn: 'ts' })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price, { windows: [days(1), days(3)] }), count(c.price, { windows: [days(3)] })],
  derive: (c) => ({
    spent: c.derivations_price_sum_3d,
    each: sql.double`${c.derivations_price_sum_3d} / ${c.derivations_price_count_3d}`,
    share: sql.double`${c.derivations_price_sum_1d} / ${c.derivations_price_sum_3d}`,
    shout: sql.string`upper(${c.user_id})`,
  }),
});
