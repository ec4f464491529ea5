import { describe, expect, test } from 'vitest';
import {
  approxUniqueCount,
  average,
  bottomK,
  boundedUniqueCount,
  count,
  date,
  days,
  decimal,
  double,
  eventSource,
  first,
  firstK,
  type GroupBy,
  groupBy,
  histogram,
  hours,
  kurtosis,
  last,
  lastK,
  list,
  long,
  map,
  max,
  min,
  minutes,
  parquet,
  skew,
  string,
  sum,
  topK,
  uniqueCount,
  variance,
} from '#dsl';
import { type Cell, evaluate } from '../evaluate.ts';

// Literal cases of Chronon's own tests (airbnb/chronon 5edd4fc9b), by their names in the collection of golden cases.
// Where ours differ on purpose the test says so.

/** The row of key `u` at a day, its columns without the GroupBy's name and without key and day. */
const rowAt = async (
  definition: GroupBy<string>,
  ds: string,
  ...tables: readonly string[]
): Promise<Readonly<Record<string, Cell>>> => {
  const { rows } = await evaluate(definition, { tables, start: ds, end: ds });
  expect(rows.length).toBeLessThanOrEqual(1);
  const entries = Object.entries(rows[0] ?? {}).filter(([name]) => name !== 'u' && name !== 'ds');
  return Object.fromEntries(entries.map(([name, value]) => [name.replace('g_', ''), value]));
};

describe('G3, RowAggregatorTest: every operation over two parts that are merged', () => {
  // The case goes on to delete two rows. Deletes are not accepted here on operations that cannot honour them, so the
  // literals are those before the deletes: what the case says with the two rows put back, worked out beside each.
  const columns = {
    u: string,
    ts: long,
    views: long,
    rating: double,
    title: string,
    session_lengths: list(long),
    hist_input: list(string),
    hist_map: map(string, long),
    embeddings: list(double),
  };
  const part = (location: string) =>
    eventSource({ table: parquet({ location, columns, partitionColumn: 'ds' }), timeColumn: 'ts' });
  const table = (rows: string): string => `
    SELECT 'u' AS u, CAST(ts AS BIGINT) AS ts, CAST(views AS BIGINT) AS views, CAST(rating AS DOUBLE) AS rating, title,
      CAST(session_lengths AS BIGINT[]) AS session_lengths, CAST(hist_input AS VARCHAR[]) AS hist_input,
      CAST(hist_map AS MAP(VARCHAR, BIGINT)) AS hist_map, CAST(embeddings AS DOUBLE[]) AS embeddings,
      DATE '1970-01-01' AS ds
    FROM (VALUES ${rows})
      AS t(ts, views, rating, title, session_lengths, hist_input, hist_map, embeddings)`;
  const one = table(`
    (1, 4, 5.0, 'A', [5, 3, 4], ['D', 'A', 'B', 'A'], MAP {'A': 1, 'B': 2}, [1, 2]),
    (2, 3, 4.0, 'B', [6, NULL], [], NULL, [3, 4]),
    (3, 5, 7.0, 'D', NULL, NULL, MAP {'A': NULL, 'B': 1}, NULL)`);
  // The case has a null key in the first map, with value 2: no DuckDB map can hold one, and semantics skip it.
  const two = table(`
    (4, 7, 1.0, 'A', [], ['B', 'A', 'D'], MAP {'A': 5, 'B': 1}, [5, 6]),
    (5, 3, 1.0, 'B', [NULL], ['A', 'B', 'C'], MAP {}, [7, 8])`);

  test('scalars', async () => {
    const definition = groupBy({
      name: 'g',
      sources: [part('a'), part('b')],
      keys: ['u'],
      aggregations: (c) => [
        average(c.views),
        count(c.views),
        sum(c.rating),
        last(c.title),
        lastK(c.title, { k: 2 }),
        firstK(c.title, { k: 2 }),
        first(c.title),
        topK(c.title, { k: 2 }),
        bottomK(c.title, { k: 2 }),
        max(c.title),
        min(c.title),
        approxUniqueCount(c.title),
        uniqueCount(c.title),
      ],
    });
    expect(await rowAt(definition, '1970-01-01', one, two)).toEqual({
      views_average: 22 / 5, // 19/3 after deletes of views 2 and 1
      views_count: 5n, // 3 after two deletes
      rating_sum: 18, // 15 after deletes of 1 and 2
      title_last: 'B',
      title_last2: ['B', 'A'],
      title_first2: ['A', 'B'],
      title_first: 'A',
      title_top2: ['D', 'B'],
      title_bottom2: ['A', 'A'],
      title_max: 'D',
      title_min: 'A',
      title_approx_unique_count: 3n,
      title_unique_count: 3n,
    });
  });

  test('lists and maps, by bucket and position', async () => {
    const definition = groupBy({
      name: 'g',
      sources: [part('a'), part('b')],
      keys: ['u'],
      aggregations: (c) => [
        average(c.session_lengths),
        average(c.session_lengths, { buckets: [c.title] }),
        histogram(c.hist_input, { k: 2 }),
        average(c.hist_map),
        sum(c.embeddings, { elementWise: true }),
        average(c.embeddings, { elementWise: true }),
      ],
    });
    expect(await rowAt(definition, '1970-01-01', one, two)).toEqual({
      session_lengths_average: 18 / 4, // 16/2 after deletes of 1 and 1
      session_lengths_average_by_title: { A: 4, B: 6 }, // A 11/2 after a delete of 1; H only by a delete
      hist_input_histogram: { A: 4n, B: 3n }, // B 2 after a delete
      hist_map_average: { A: 3, B: 4 / 3 }, // B 1/1 after deletes of 1 and 2; D only by a delete; a null key is skipped
      embeddings_sum: [16, 20], // [12, 14] after deletes of [1, 2] and [3, 4]
      embeddings_average: [4, 5], // [6, 7] after them
    });
  });
});

test('G4, TileCodecTest: windows and buckets', async () => {
  const columns = { u: string, ts: long, views: long, rating: double, title: string, hist: list(string) };
  const windows = [days(1), days(7)];
  const definition = groupBy({
    name: 'g',
    sources: [eventSource({ table: parquet({ location: 'a', columns, partitionColumn: 'ds' }), timeColumn: 'ts' })],
    keys: ['u'],
    aggregations: (c) => [
      average(c.views, { windows }),
      average(c.rating, { windows }),
      sum(c.rating, { windows }),
      uniqueCount(c.title, { windows }),
      last(c.title, { windows }),
      lastK(c.title, { windows, k: 2 }),
      topK(c.title, { windows, k: 1 }),
      min(c.title, { windows }),
      approxUniqueCount(c.title, { windows }),
      histogram(c.hist, { windows, k: 2 }),
      average(c.views, { windows, buckets: [c.title] }),
    ],
  });
  const rows = `
    SELECT 'u' AS u, CAST(ts AS BIGINT) AS ts, CAST(views AS BIGINT) AS views, CAST(rating AS DOUBLE) AS rating, title,
      CAST(hist AS VARCHAR[]) AS hist, DATE '2018-02-28' AS ds
    FROM (VALUES (1519862399984, 4, 4.0, 'A', ['D', 'A', 'B', 'A']), (1519862399984, 40, 5.0, 'B', []),
      (1519862399988, 4, 3.0, 'C', ['A', 'B', 'C'])) AS t(ts, views, rating, title, hist)`;
  const of = (window: string) => ({
    [`views_average_${window}`]: 16,
    [`rating_average_${window}`]: 4,
    [`rating_sum_${window}`]: 12,
    [`title_unique_count_${window}`]: 3n,
    [`title_last_${window}`]: 'C',
    // Chronon's [C, B] hangs on the order of A and B, which have one ts; here the greater value is the later one.
    [`title_last2_${window}`]: ['C', 'B'],
    [`title_top1_${window}`]: ['C'],
    [`title_min_${window}`]: 'A',
    [`title_approx_unique_count_${window}`]: 3n,
    [`hist_histogram_${window}`]: { A: 3n, B: 2n },
    [`views_average_${window}_by_title`]: { A: 4, B: 40, C: 4 },
  });
  expect(await rowAt(definition, '2018-02-28', rows)).toEqual({ ...of('1d'), ...of('7d') });
});

/** A GroupBy over one or two tables of one value column; rows are `ts` 1, 2, ... of 1970-01-01. */
const valued = <const T extends 'long' | 'double' | 'string' | 'date' | 'decimal(10,2)'>(type: T) => ({
  columns: { u: string, ts: long, v: type },
  source: (location: string) =>
    eventSource({
      table: parquet({ location, columns: { u: string, ts: long, v: type }, partitionColumn: 'ds' }),
      timeColumn: 'ts',
    }),
  rows: (values: string): string => `
    SELECT 'u' AS u, CAST(row_number() OVER () AS BIGINT) AS ts, v, DATE '1970-01-01' AS ds
    FROM (SELECT unnest([${values}]) AS v)`,
});

describe('G6, BoundedUniqueCountTest with k = 5', () => {
  // Of Chronon's types: int and short are long here, float is double, binary is not a type of definitions.
  const types = [
    { type: long, value: (n: number) => `CAST(${n} AS BIGINT)` },
    { type: double, value: (n: number) => `CAST(${n} AS DOUBLE)` },
    { type: string, value: (n: number) => `'${n}'` },
    { type: decimal(10, 2), value: (n: number) => `CAST(${n} AS DECIMAL(10,2))` },
    { type: date, value: (n: number) => `DATE '2023-11-0${n}'` },
  ] as const;
  test.each(types)('$type', async ({ type, value }) => {
    const { source, rows } = valued(type);
    const of = (...numbers: readonly number[]): string => rows(numbers.map(value).join(', '));
    const definition = (...locations: readonly string[]): GroupBy<string> =>
      groupBy({
        name: 'g',
        sources: locations.map(source) as never,
        keys: ['u'],
        aggregations: (c: { readonly v: never }) => [boundedUniqueCount(c.v, { k: 5 })],
      } as never) as GroupBy<string>;
    const one = definition('a');
    expect(await rowAt(one, '1970-01-01', of(1, 1, 2))).toEqual({ v_bounded_unique_count: 2n });
    expect(await rowAt(one, '1970-01-01', of(1, 2, 3, 4, 5, 6, 7))).toEqual({ v_bounded_unique_count: 5n });
    expect(await rowAt(definition('a', 'b'), '1970-01-01', of(1, 2, 3), of(4, 5, 6))).toEqual({
      v_bounded_unique_count: 5n,
    });
  });
});

describe('G8, MomentTest and VarianceTest', () => {
  const { source, rows } = valued(double);
  const moments = (...locations: readonly ['a'] | readonly ['a', 'b']) =>
    groupBy({
      name: 'g',
      sources: locations.map(source) as unknown as readonly [ReturnType<typeof source>],
      keys: ['u'],
      aggregations: (c) => [skew(c.v), kurtosis(c.v), variance(c.v)],
    });
  const at = (values: string) => rowAt(moments('a'), '1970-01-01', rows(values));

  test('skewness 0 and kurtosis -1.3, also in two parts', async () => {
    const whole = await at('1.1, 2.2, 3.3, 4.4, 5.5');
    const parts = await rowAt(moments('a', 'b'), '1970-01-01', rows('1.1, 2.2, 3.3'), rows('4.4, 5.5'));
    for (const { v_skew, v_kurtosis } of [whole, parts]) {
      expect(v_skew).toBeCloseTo(0, 9);
      expect(v_kurtosis).toBeCloseTo(-1.3, 9);
    }
  });

  test('not a number there is null here: too few values, or no spread', async () => {
    expect(await at('1.1, 2.2')).toMatchObject({ v_skew: null, v_kurtosis: null });
    expect((await at('1.1, 2.2, 3.3'))['v_kurtosis']).toBeNull();
    expect((await at('1.1, 2.2, 3.3'))['v_skew']).toBeCloseTo(0, 9);
    expect(await at('1.0, 1.0, 1.0, 1.0')).toEqual({ v_skew: null, v_kurtosis: null, v_variance: 0 });
  });

  test('variance is that of the population', async () => {
    expect((await at('1.0, 2.0, 3.0, 4.0'))['v_variance']).toBe(1.25);
    expect((await at('3.0'))['v_variance']).toBe(0);
  });
});

describe('G9, ElementWiseAggregatorTest', () => {
  const columns = { u: string, ts: long, v: list(double) };
  const source = (location: string) =>
    eventSource({ table: parquet({ location, columns, partitionColumn: 'ds' }), timeColumn: 'ts' });
  const rows = (lists: string): string => `
    SELECT 'u' AS u, CAST(row_number() OVER () AS BIGINT) AS ts, CAST(v AS DOUBLE[]) AS v, DATE '1970-01-01' AS ds
    FROM (SELECT unnest([${lists}]) AS v)`;
  const definition = (...locations: readonly string[]) =>
    groupBy({
      name: 'g',
      sources: locations.map(source) as unknown as readonly [ReturnType<typeof source>],
      keys: ['u'],
      aggregations: (c) => [
        average(c.v, { elementWise: true }),
        sum(c.v, { elementWise: true }),
        max(c.v, { elementWise: true }),
      ],
    });
  const at = (lists: string) => rowAt(definition('a'), '1970-01-01', rows(lists));

  test('position by position', async () => {
    expect(await at('[1, 2, 3], [4, 5, 6]')).toMatchObject({ v_average: [2.5, 3.5, 4.5], v_sum: [5, 7, 9] });
    expect(await at('[1, 5, 3], [4, 2, 6]')).toMatchObject({ v_max: [4, 5, 6] });
    // The case deletes [3, 4] again, which leaves the averages as they are; deletes are not accepted here.
    expect(await at('[1, 2], [3, 4], [5, 6]')).toMatchObject({ v_average: [3, 4] });
  });

  test('two parts', async () => {
    const parts = [rows('[1, 2], [3, 4]'), rows('[5, 6], [7, 8]')];
    expect(await rowAt(definition('a', 'b'), '1970-01-01', ...parts)).toMatchObject({ v_average: [4, 5] });
  });

  test('lists of two lengths and null elements are errors that name the key', async () => {
    await expect(at('[1, 2], [3, 4, 5]')).rejects.toThrow(/length.*"?u"?|"?u"?.*length/);
    await expect(at('[1, NULL], [3, 4]')).rejects.toThrow(/null.*"?u"?|"?u"?.*null/);
  });
});

test('G13, the line of GroupBys: a window ends at the end of ds, its start is cut down to a hop', async () => {
  const table = parquet({ location: 'a', columns: { u: string, ts: long, v: long }, partitionColumn: 'ds' });
  const definition = groupBy({
    name: 'g',
    sources: [eventSource({ table, timeColumn: 'ts' })],
    keys: ['u'],
    aggregations: (c) => [
      sum(c.v, { windows: [days(1), hours(11), hours(300), minutes(750)] }),
      sum(c.v, { windows: [minutes(750)], windowEdge: 'exact' }),
    ],
  });
  // Powers of two: a sum says which events it holds.
  const moments = [
    ...['2023-11-16T23:59:59.999Z', '2023-11-17T00:00:00.000Z', '2023-11-28T23:59:59.999Z'],
    ...['2023-11-29T00:00:00.000Z', '2023-11-29T10:59:59.999Z', '2023-11-29T11:00:00.000Z'],
    ...['2023-11-29T11:29:59.999Z', '2023-11-29T11:30:00.000Z', '2023-11-29T12:59:59.999Z'],
    ...['2023-11-29T13:00:00.000Z', '2023-11-29T23:59:59.999Z', '2023-11-30T00:00:00.000Z'],
  ];
  const values = moments.map((moment, index) => `(${Date.parse(moment)}, ${2 ** index})`).join(', ');
  const rows = `
    SELECT 'u' AS u, CAST(ts AS BIGINT) AS ts, CAST(v AS BIGINT) AS v, CAST(epoch_ms(ts) AS DATE) AS ds
    FROM (VALUES ${values}) AS t(ts, v)`;
  const from = (index: number): bigint =>
    moments.slice(index, 11).reduce((total, moment) => total + BigInt(2 ** moments.indexOf(moment)), 0n);
  expect(await rowAt(definition, '2023-11-29', rows)).toEqual({
    v_sum_1d: from(3), // from 2023-11-29 00:00 on, before 2023-11-30 00:00
    v_sum_11h: from(9), // from 13:00 on
    v_sum_300h: from(1), // a window of 12 days or more starts at midnight: 2023-11-17 12:00 becomes 00:00
    v_sum_750m: from(5), // one of 12 hours or more at the hour: 11:30 becomes 11:00
    v_sum_750m_exact: from(7),
  });
});

test('G17, GroupByIncrementalTest: 15 days, an event at noon; day by day as in one step', async () => {
  const table = parquet({ location: 'a', columns: { u: string, ts: long, price: long }, partitionColumn: 'ds' });
  const definition = groupBy({
    name: 'g',
    sources: [eventSource({ table, timeColumn: 'ts' })],
    keys: ['u'],
    aggregations: (c) => [count(c.price, { windows: [days(1), days(7)] })],
  });
  const rows = `
    SELECT 'u' AS u, epoch_ms(day + INTERVAL 12 HOUR) AS ts, CAST(10 AS BIGINT) AS price, CAST(day AS DATE) AS ds
    FROM generate_series(TIMESTAMP '2023-11-01', TIMESTAMP '2023-11-15', INTERVAL 1 DAY) AS t(day)`;
  const [start, end] = ['2023-11-01', '2023-11-15'];
  const { rows: together } = await evaluate(definition, { tables: [rows], start, end });
  expect(together).toEqual(
    Array.from({ length: 15 }, (_, index) => ({
      u: 'u',
      g_price_count_1d: 1n,
      g_price_count_7d: BigInt(Math.min(index + 1, 7)),
      ds: `2023-11-${String(index + 1).padStart(2, '0')}`,
    })),
  );
  const alone: unknown[] = [];
  for (const { ds } of together) {
    const day = String(ds);
    alone.push(...(await evaluate(definition, { tables: [rows], start: day, end: day })).rows);
  }
  expect(alone).toEqual(together);
});
