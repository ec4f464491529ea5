import { describe, expect, test } from 'vitest';
import {
  average,
  count,
  days,
  double,
  eventSource,
  first,
  groupBy,
  last,
  long,
  max,
  min,
  minutes,
  parquet,
  stddev,
  string,
  sum,
  variance,
} from '#dsl';
import { expectedRows } from '#runtime/verify/oracle';
import type { InputRow } from '#runtime/verify/value';

const at = (text: string): bigint => BigInt(Date.parse(text));
const table = parquet({ location: 'purchases', columns: { user_id: string, price: double, n: long, ts: long } });
const source = eventSource({ table, timeColumn: 'ts' });

const spend = groupBy({
  name: 'spend',
  sources: [source],
  keys: ['user_id'],
  aggregations: (c) => [
    sum(c.price, { windows: [days(1), days(7)] }),
    count(c.price, { windows: [days(1), days(7)] }),
    average(c.price, { windows: [days(7)] }),
  ],
});

const event = (ds: string, time: string, price: number | null, user = 'user_1'): InputRow => ({
  ds,
  user_id: user,
  price,
  n: null,
  ts: at(time),
});

/** Features of each row by the names without the definition's, at that day. */
const features = (definition: Parameters<typeof expectedRows>[0], rows: readonly InputRow[], ds: string) =>
  expectedRows(definition, [{ rows }], ds).map((row) =>
    Object.fromEntries(
      Object.entries(row.features).map(([name, value]) => [name.slice(definition.name.length + 1), value]),
    ),
  );

describe('a snapshot', () => {
  const rows = [
    event('2023-12-01', '2023-12-01T09:30:00.000Z', 50.51),
    event('2023-12-03', '2023-12-03T00:00:00.000Z', 20.15),
    event('2023-12-05', '2023-12-05T23:59:59.999Z', 57),
    event('2023-12-05', '2023-12-05T12:00:00.000Z', 8, 'user_2'),
  ];

  test('sums and counts a week, and says null where a window is empty', () => {
    expect(expectedRows(spend, [{ rows }], '2023-12-07')).toEqual([
      {
        keys: { user_id: 'user_1' },
        features: {
          spend_price_sum_1d: null,
          spend_price_sum_7d: 127.66,
          spend_price_count_1d: null,
          spend_price_count_7d: 3n,
          spend_price_average_7d: 42.553333333333335,
        },
        tolerances: expect.objectContaining({ spend_price_count_7d: 0 }),
      },
      expect.objectContaining({ keys: { user_id: 'user_2' } }),
    ]);
  });

  test('covers its own day from the first to the last millisecond', () => {
    const days = ['2023-12-04', '2023-12-05', '2023-12-06'].map((ds) => features(spend, rows, ds)[0]?.['price_sum_1d']);
    expect(days).toEqual([null, 57, null]);
    expect(features(spend, rows, '2023-12-03')[0]?.['price_sum_1d']).toBe(20.15);
    expect(features(spend, rows, '2023-12-02')[0]?.['price_sum_1d']).toBe(null);
  });

  test('has no row for a key without a value, nor for a key that is null', () => {
    const nothing = [
      event('2023-12-05', '2023-12-05T12:00:00Z', null, 'silent'),
      { ...event('2023-12-05', '2023-12-05T12:00:00Z', 1), user_id: null },
      event('2023-11-05', '2023-11-05T12:00:00Z', 5, 'long ago'),
    ];
    expect(expectedRows(spend, [{ rows: nothing }], '2023-12-05')).toEqual([]);
  });

  test('counts one event a day as min(n, 7) on day n', () => {
    const fifteen = Array.from({ length: 15 }, (_, n) =>
      new Date(Date.UTC(2024, 1, 20 + n)).toISOString().slice(0, 10),
    );
    const daily = fifteen.map((ds) => event(ds, `${ds}T12:00:00Z`, 1));
    const counts = fifteen.map((ds) => features(spend, daily, ds)[0]?.['price_count_7d']);
    expect(counts).toEqual([1n, 2n, 3n, 4n, 5n, 6n, 7n, 7n, 7n, 7n, 7n, 7n, 7n, 7n, 7n]);
  });
});

describe('windows that do not end on a hop', () => {
  const made = (windowEdge: 'sawtooth' | 'exact') =>
    groupBy({
      name: 'w',
      sources: [source],
      keys: ['user_id'],
      aggregations: (c) => [count(c.price, { windows: [minutes(7), minutes(810), minutes(17580)], windowEdge })],
    });
  // Midnight less 7 minutes is 23:53, less 13.5 hours 10:30, less 12 days 5 hours the 18th, 19:00.
  const rows = [
    event('2023-12-30', '2023-12-30T23:53:00.000Z', 1),
    event('2023-12-30', '2023-12-30T23:50:00.000Z', 1),
    event('2023-12-30', '2023-12-30T23:49:59.999Z', 1),
    event('2023-12-30', '2023-12-30T10:30:00.000Z', 1),
    event('2023-12-30', '2023-12-30T10:00:00.000Z', 1),
    event('2023-12-30', '2023-12-30T09:59:59.999Z', 1),
    event('2023-12-18', '2023-12-18T19:00:00.000Z', 1),
    event('2023-12-18', '2023-12-18T00:00:00.000Z', 1),
    event('2023-12-18', '2023-12-17T23:59:59.999Z', 1),
  ];

  test('are rounded down to 5 minutes, an hour, a day', () => {
    expect(features(made('sawtooth'), rows, '2023-12-30')).toEqual([
      { price_count_7m: 2n, price_count_810m: 5n, price_count_17580m: 8n },
    ]);
  });

  test("start to the millisecond with windowEdge 'exact'", () => {
    expect(features(made('exact'), rows, '2023-12-30')).toEqual([
      { price_count_7m_exact: 1n, price_count_810m_exact: 4n, price_count_17580m_exact: 7n },
    ]);
  });
});

describe('partitions that are not the day of the event', () => {
  const oneDay = groupBy({
    name: 'd',
    sources: [source],
    keys: ['user_id'],
    aggregations: (c) => [count(c.price, { windows: [days(1)] })],
  });
  const seenOn = (definition: Parameters<typeof expectedRows>[0], row: InputRow, candidates: readonly string[]) =>
    candidates.filter((ds) => expectedRows(definition, [{ rows: [row] }], ds).length > 0);
  const week = ['2023-12-01', '2023-12-02', '2023-12-03', '2023-12-04', '2023-12-05'];

  test('late: an event counts from the day its partition is there, while its window lasts', () => {
    expect(
      seenOn(spend, event('2023-12-04', '2023-12-01T10:00:00Z', 1), [...week, '2023-12-07', '2023-12-08']),
    ).toEqual(['2023-12-04', '2023-12-05', '2023-12-07']);
    expect(seenOn(oneDay, event('2023-12-02', '2023-12-01T10:00:00Z', 1), week)).toEqual([]);
  });

  test('early: an event counts when it has happened, unless its partition is older than the lookback and a day', () => {
    expect(seenOn(oneDay, event('2023-12-01', '2023-12-02T10:00:00Z', 1), week)).toEqual(['2023-12-02']);
    expect(seenOn(oneDay, event('2023-12-01', '2023-12-03T10:00:00Z', 1), week)).toEqual(['2023-12-03']);
    expect(seenOn(oneDay, event('2023-12-01', '2023-12-04T10:00:00Z', 1), week)).toEqual([]);
  });

  test('the lookback is the whole definition its: one output without a window sees every partition', () => {
    const withTotal = groupBy({
      name: 'd',
      sources: [source],
      keys: ['user_id'],
      aggregations: (c) => [count(c.price, { windows: [days(1)] }), sum(c.price)],
    });
    const row = event('2023-12-01', '2023-12-04T10:00:00Z', 2);
    expect(features(withTotal, [row], '2023-12-04')).toEqual([{ price_count_1d: 1n, price_sum: 2 }]);
    expect(features(withTotal, [row], '2023-12-05')).toEqual([{ price_count_1d: null, price_sum: 2 }]);
  });

  test('startPartition and endPartition bound the partitions of their own source, not the times', () => {
    const bounded = eventSource({ table, timeColumn: 'ts', startPartition: '2023-12-02', endPartition: '2023-12-03' });
    const two = groupBy({
      name: 'two',
      sources: [bounded, source],
      keys: ['user_id'],
      aggregations: (c) => [sum(c.price, { windows: [days(7)] })],
    });
    const rows = ['2023-12-01', '2023-12-02', '2023-12-03', '2023-12-04'].map((ds, n) =>
      event(ds, '2023-12-02T10:00:00Z', 10 ** n),
    );
    const sums = (first: readonly InputRow[], second: readonly InputRow[]) =>
      expectedRows(two, [{ rows: first }, { rows: second }], '2023-12-05').map(
        (row) => row.features['two_price_sum_7d'],
      );
    expect(sums(rows, [])).toEqual([110]);
    expect(sums([], rows)).toEqual([1111]);
    expect(sums(rows, rows)).toEqual([1221]);
  });

  test('a source without partitions has those of its event times', () => {
    const bounded = groupBy({
      name: 'b',
      sources: [eventSource({ table, timeColumn: 'ts', startPartition: '2023-12-02' })],
      keys: ['user_id'],
      aggregations: (c) => [sum(c.price)],
    });
    const rows = [
      { ...event('', '2023-12-01T23:59:59.999Z', 1), ds: null },
      { ...event('', '2023-12-02T00:00:00.000Z', 2), ds: null },
    ];
    expect(features(bounded, rows, '2023-12-05')).toEqual([{ price_sum: 2 }]);
  });

  test('before 1970 a day is still a day', () => {
    expect(
      seenOn(oneDay, event('1969-12-31', '1969-12-31T23:59:59.999Z', 1), ['1969-12-30', '1969-12-31', '1970-01-01']),
    ).toEqual(['1969-12-31']);
  });
});

describe('several keys', () => {
  const pair = groupBy({
    name: 'pair',
    sources: [source],
    keys: ['user_id', 'n'],
    aggregations: (c) => [sum(c.price)],
  });

  test('are compared column by column; null equals null, all null is no key', () => {
    const row = (user_id: string | null, n: bigint | null, price: number) => ({
      ...event('2023-12-01', '2023-12-01T10:00:00Z', price),
      user_id,
      n,
    });
    const rows = [
      row('ab', 1n, 1),
      row('a', null, 2),
      row('a', null, 3),
      row(null, 1n, 4),
      row(null, null, 5),
      row('null', 1n, 6),
    ];
    const got = expectedRows(pair, [{ rows }], '2023-12-01').map(({ keys, features: { pair_price_sum } }) => [
      keys['user_id'],
      keys['n'],
      pair_price_sum,
    ]);
    expect(got).toEqual([
      ['ab', 1n, 1],
      ['a', null, 5],
      [null, 1n, 4],
      ['null', 1n, 6],
    ]);
  });
});

describe('ties in time', () => {
  const ends = groupBy({
    name: 'e',
    sources: [source],
    keys: ['user_id'],
    aggregations: (c) => [
      first(c.price),
      last(c.price),
      min(c.price),
      max(c.price),
      variance(c.price),
      stddev(c.price),
    ],
  });

  test('are broken by value: the greater is the later', () => {
    const rows = [
      event('2023-12-01', '2023-12-01T10:00:00Z', 3),
      event('2023-12-01', '2023-12-01T10:00:00Z', 2),
      event('2023-12-01', '2023-12-01T10:00:00Z', null),
      event('2023-12-01', '2023-12-01T11:00:00Z', 1),
      event('2023-12-01', '2023-12-01T11:00:00Z', 2),
      event('2023-12-01', '2023-12-01T12:00:00Z', null),
    ];
    const expected = [{ price_first: 2, price_last: 2, price_min: 1, price_max: 3, price_variance: 0.5 }];
    expect(features(ends, rows, '2023-12-01')).toMatchObject(expected);
    expect(features(ends, [...rows].reverse(), '2023-12-01')).toMatchObject(expected);
  });

  test('one value has variance 0, no value none', () => {
    expect(features(ends, [event('2023-12-01', '2023-12-01T10:00:00Z', 7)], '2023-12-01')).toEqual([
      { price_first: 7, price_last: 7, price_min: 7, price_max: 7, price_variance: 0, price_stddev: 0 },
    ]);
  });
});
