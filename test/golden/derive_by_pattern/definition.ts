import { days, eventSource, groupBy, join, long, parquet, part, sql, string, sum } from '@chron/chron';

export const carts = parquet({ location: 'data/carts', columns: { user_id: string, ts: long }, partitionColumn: 'ds' });
export const purchases = parquet({
  location: 'data/purchases',
  columns: { user_id: string, price: long, ts: long },
  partitionColumn: 'ds',
});

export const spend = groupBy({
  name: 'derive_by_pattern_spend',
  sources: [eventSource({ table: purchases, timeColumn: 'ts', topic: 'purchases' })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price, { windows: [days(1), days(2)] })],
  derive: (c) => ({
    name: sql.string`upper(COLUMNS('id|__'))`,
    twice: sql.double`2 * ${c.derive_by_pattern_spend_price_sum_1d}`,
  }),
});

/** A pattern finds the columns of the table that there are before, and nothing of how they are computed. */
export const v1 = join({
  name: 'derive_by_pattern',
  left: eventSource({ table: carts, timeColumn: 'ts' }),
  parts: (left) => [part(spend, left)],
  derive: () => ({
    when: sql.long`COLUMNS(c -> c IN ('ts', '__ts', '__at.temporal')) + 1`,
    half: sql.double`COLUMNS('sum_2d|__') / 2`,
  }),
});
