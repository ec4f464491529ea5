import { describe, expect, test } from 'vitest';
import {
  approxHistogramK,
  approxPercentile,
  approxUniqueCount,
  average,
  boolean,
  bottomK,
  boundedUniqueCount,
  count,
  type DenseList,
  date,
  days,
  decimal,
  double,
  eventSource,
  first,
  firstK,
  groupBy,
  histogram,
  hours,
  kurtosis,
  last,
  lastK,
  list,
  long,
  type MapOf,
  map,
  max,
  min,
  minutes,
  misuse,
  type Operation,
  parquet,
  skew,
  sql,
  stddev,
  string,
  struct,
  sum,
  timestamp,
  topK,
  uniqueCount,
  uniqueTopK,
  variance,
} from '#dsl';
import type { Equal, Expect } from '../types/expect.ts';

const address = struct({ city: string, zip: long });
const events = parquet({
  location: 'x',
  columns: {
    s: string,
    l: long,
    d: double,
    b: boolean,
    t: timestamp,
    day: date,
    money: decimal(12, 2),
    numbers: list(double),
    counts: map(string, long),
    address,
  },
});

const g = groupBy({
  name: 'g',
  sources: [eventSource({ table: events, timeColumn: 't' })],
  keys: ['s', 'l'],
  aggregations: (c) => [
    sum(c.l, { windows: [minutes(5), hours(36)] }),
    sum(c.d),
    sum(c.b),
    sum(c.money, { windows: [days(7)], windowEdge: 'exact' }),
    sum(c.numbers, { elementWise: true }),
    sum(c.numbers, { windows: [days(2)] }),
    average(c.numbers, { windows: [days(9)], elementWise: true, exact: 38 }),
    average(c.d, { windows: [days(9)], exact: 0 }),
    sum(c.counts),
    average(c.money, { buckets: [c.s], windows: [days(1)] }),
    variance(c.l),
    stddev(c.d),
    skew(c.d),
    kurtosis(c.d),
    min(c.t),
    max(c.b),
    first(c.numbers),
    last(c.address),
    firstK(c.numbers, { k: 4 }),
    lastK(c.s, { k: 10, windows: [days(1)], buckets: [c.s], windowEdge: 'exact' }),
    lastK(c.d, { k: 2, elementWise: false }),
    topK(c.d, { k: 3 }),
    bottomK(c.day, { k: 1 }),
    uniqueTopK(c.money, { k: 3 }),
    uniqueCount(c.day),
    count(c.address, { buckets: [c.s] }),
    boundedUniqueCount(c.address),
    approxUniqueCount(c.counts),
    histogram(c.s),
    approxHistogramK(c.l),
    approxPercentile(c.d),
    max(c.counts, { windows: [days(1)] }),
    count(c.numbers, { elementWise: true, windows: [days(1)] }),
  ],
  derive: (c) => ({ ratio: sql.double`${c.g_d_sum} / ${c.g_l_variance}`, same: c.g_b_sum }),
});

const doubles: DenseList<'double'> = { list: 'double', dense: true };
const longs: MapOf<'long'> = { map: 'long' };

// semantics sections 4 and 5, written out by hand
const expected = {
  g_l_sum_5m: 'long',
  g_l_sum_36h: 'long',
  g_d_sum: 'double',
  g_b_sum: 'long',
  g_money_sum_7d_exact: 'decimal(38,2)',
  g_numbers_sum: doubles,
  g_numbers_sum_2d: 'double',
  g_numbers_average_9d: doubles,
  g_d_average_9d: 'double',
  g_counts_sum: longs,
  g_money_average_1d_by_s: { map: 'double' } as MapOf<'double'>,
  g_l_variance: 'double',
  g_d_stddev: 'double',
  g_d_skew: 'double',
  g_d_kurtosis: 'double',
  g_t_min: 'timestamp',
  g_b_max: 'boolean',
  g_numbers_first: { list: 'double' } as typeof events.columns.numbers,
  g_address_last: { struct: { city: 'string', zip: 'long' } } as typeof address,
  g_numbers_first4: { list: { list: 'double' }, dense: true } as DenseList<typeof events.columns.numbers>,
  g_s_last10_1d_by_s_exact: { map: { list: 'string', dense: true } } as MapOf<DenseList<'string'>>,
  g_d_last2: doubles,
  g_d_top3: doubles,
  g_day_bottom1: { list: 'date', dense: true } as DenseList<'date'>,
  g_money_unique_top3: { list: 'decimal(12,2)', dense: true } as DenseList<'decimal(12,2)'>,
  g_day_unique_count: 'long',
  g_address_count_by_s: longs,
  g_address_bounded_unique_count: 'long',
  g_counts_approx_unique_count: longs,
  g_s_histogram: longs,
  g_l_approx_histogram_k: longs,
  g_d_approx_percentile: doubles,
  g_counts_max_1d: longs,
  g_numbers_count_1d: { list: 'long', dense: true } as DenseList<'long'>,
  ratio: 'double',
  same: 'long',
} as const;

type Flat<R> = { readonly [C in keyof R]: R[C] };
export type TypesAgree = Expect<Equal<Flat<(typeof g)['features']>, typeof expected>>;

describe('names and types of outputs', () => {
  test('the object has what the type says, in the order written', () => {
    expect(Object.keys(g.features)).toEqual(Object.keys(expected));
    expect(g.features).toEqual(expected);
  });

  test('columns are the keys, the features and the partition', () => {
    expect(g.keys).toEqual({ s: 'string', l: 'long' });
    expect(Object.keys(g.columns)).toEqual(['s', 'l', ...Object.keys(expected), 'ds']);
    expect(g.columns.ds).toBe('date');
  });

  test('names go window by window, in each bucket by bucket', () => {
    const two = groupBy({
      name: 'two',
      sources: [eventSource({ table: parquet({ location: 'x', columns: { k: string, j: string, v: long } }) })],
      keys: ['k'],
      aggregations: (c) => [sum(c.v, { windows: [days(1), days(7)], buckets: [c.k, c.j] })],
    });
    expect(two.aggregations[0]?.names).toEqual(['v_sum_1d_by_k', 'v_sum_1d_by_j', 'v_sum_7d_by_k', 'v_sum_7d_by_j']);
  });
});

describe('what an operation takes, without the type checker', () => {
  const types = ['string', 'long', 'double', 'boolean', 'timestamp', 'date', 'decimal(12,2)', address] as const;
  const taken = (operation: Operation) =>
    types
      .filter((type) => misuse({ operation, type, elementWise: false, bucketed: false }) === null)
      .map((type) => (typeof type === 'string' ? type : 'struct'));

  test.each([
    ['sum', ['long', 'double', 'boolean', 'decimal(12,2)']],
    ['average', ['long', 'double', 'decimal(12,2)']],
    ['min', ['string', 'long', 'double', 'boolean', 'timestamp', 'date', 'decimal(12,2)']],
    ['histogram', ['string']],
    ['approxHistogramK', ['string', 'long', 'boolean', 'date', 'decimal(12,2)']],
    ['count', ['string', 'long', 'double', 'boolean', 'timestamp', 'date', 'decimal(12,2)', 'struct']],
    ['last', ['string', 'long', 'double', 'boolean', 'timestamp', 'date', 'decimal(12,2)', 'struct']],
  ] as const)('%s', (operation, wanted) => {
    expect(taken(operation)).toEqual(wanted);
  });

  test('lists and maps by their elements, elementWise only lists, no buckets for maps', () => {
    const use = { operation: 'sum', elementWise: false, bucketed: false } as const;
    expect(misuse({ ...use, type: list(long) })).toBeNull();
    expect(misuse({ ...use, type: list(string) })).toBe('sum() needs long, double, decimal or boolean');
    expect(misuse({ ...use, type: map(string, double) })).toBeNull();
    expect(misuse({ ...use, type: map(string, double), bucketed: true })).toBe('a map cannot be bucketed');
    expect(misuse({ ...use, type: 'long', elementWise: true })).toBe('elementWise needs a list');
  });
});
