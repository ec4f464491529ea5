import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  average,
  count,
  days,
  double,
  entitySource,
  eventSource,
  type GroupBy,
  groupBy,
  histogram,
  hours,
  type Join,
  join,
  list,
  long,
  map,
  parquet,
  part,
  string,
  sum,
  variance,
} from '#dsl';
import type { ActualRow } from '#runtime/verify/compare';
import type { InputRow, Plain } from '#runtime/verify/value';
import { type Engine, type NamedTable, openEngine } from '../property/compiled.ts';
import { joinRows } from '../property/join-compiled.ts';

// Literal cases of Chronon's own tests (airbnb/chronon 5edd4fc9b) that ask at moments, by their names in the collection
// of golden cases, and computed by the compiled SQL of a Join.

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const time = (moment: string): bigint => BigInt(Date.parse(`${moment.replace(' ', 'T')}Z`));
const dayOf = (ms: bigint): string => new Date(Number(ms)).toISOString().slice(0, 10);

const asked = parquet({ location: 'asked', columns: { u: string, ts: long }, partitionColumn: 'ds' });
const left = eventSource({ table: asked, timeColumn: 'ts' });

type Query = readonly [key: string, moment: string];

/** The features of each query, in their order, without the GroupBy's name. */
const featuresAt = async (
  features: GroupBy<string>,
  tables: readonly NamedTable[],
  queries: readonly Query[],
): Promise<readonly Readonly<Record<string, Plain>>[]> => {
  const definition = join({
    name: 'j',
    left,
    parts: (left: { readonly u: never }) => [part(features as never, { u: left.u } as never)],
  } as never) as unknown as Join;
  const rows = queries.map(([u, moment]) => ({ u, ts: time(moment), ds: dayOf(time(moment)) }));
  const of = rows.map(({ ds }) => ds).sort();
  const [start = '', end = ''] = [of[0], of.at(-1)];
  const given = { name: 'asked', columns: { u: string, ts: long }, partitioned: true, rows };
  const found = await joinRows({ definition, tables: [given, ...tables], start, end, step: 400 }, engine);
  const all: readonly ActualRow[] = [...found.values()].flat();
  expect(all).toHaveLength(queries.length);
  return rows.map(({ u, ts }) => {
    const row = all.find((one) => one['u'] === u && one['ts'] === ts) ?? {};
    const named = Object.entries(row).filter(([name]) => name.startsWith('g_'));
    return Object.fromEntries(named.map(([name, value]) => [name.slice(2), value]));
  });
};

/** Entities keyed by `u` whose rows at the end of a day, and what changed on the next, are given. */
const changing = <const Columns extends Readonly<Record<string, unknown>>>(own: Columns) => {
  const columns = { u: string, ts: long, ...own };
  const mutationColumns = { ...columns, mutation_ts: long, is_before: 'boolean' as const };
  const table = parquet({ location: 'rows', columns: columns as never, partitionColumn: 'ds' });
  const mutationTable = parquet({ location: 'changes', columns: mutationColumns as never, partitionColumn: 'ds' });
  const group = (aggregations: (c: Readonly<Record<keyof Columns, never>>) => readonly unknown[]) =>
    groupBy({
      name: 'g',
      sources: [entitySource({ table, timeColumn: 'ts', mutationTable } as never)],
      keys: ['u'],
      aggregations,
    } as never) as unknown as GroupBy<string>;
  const tables = (snapshot: readonly InputRow[], changes: readonly InputRow[]): readonly NamedTable[] => [
    { name: 'rows', columns: columns as never, partitioned: true, rows: snapshot },
    { name: 'changes', columns: mutationColumns as never, partitioned: true, rows: changes },
  ];
  return { group, tables };
};

describe('G3, RowAggregatorTest: rows are deleted again', () => {
  const { group, tables } = changing({
    views: long,
    rating: double,
    title: string,
    session_lengths: list(long),
    hist_input: list(string),
    hist_map: map(string, long),
    embeddings: list(double),
  });
  type Values = readonly [
    ts: bigint,
    views: bigint,
    rating: number,
    title: string,
    session_lengths: Plain,
    hist_input: Plain,
    hist_map: Plain,
    embeddings: Plain,
  ];
  const row = ([ts, views, rating, title, session_lengths, hist_input, hist_map, embeddings]: Values): InputRow => ({
    ...{ u: 'u', ds: '1970-01-01', ts, views, rating, title, session_lengths, hist_input, hist_map, embeddings },
  });
  const mapOf = (entries: Readonly<Record<string, bigint | null>>): Plain => new Map(Object.entries(entries));
  const snapshot = [
    row([1n, 4n, 5, 'A', [5n, 3n, 4n], ['D', 'A', 'B', 'A'], mapOf({ A: 1n, B: 2n }), [1, 2]]),
    row([2n, 3n, 4, 'B', [6n, null], [], null, [3, 4]]),
    row([3n, 5n, 7, 'D', null, null, mapOf({ A: null, B: 1n }), null]),
    // The case has a null key in this map, with value 2: no DuckDB map can hold one, and semantics skip it.
    row([4n, 7n, 1, 'A', [], ['B', 'A', 'D'], mapOf({ A: 5n, B: 1n }), [5, 6]]),
    row([5n, 3n, 1, 'B', [null], ['A', 'B', 'C'], mapOf({}), [7, 8]]),
  ];
  const gone = { ds: '1970-01-02', mutation_ts: time('1970-01-02 08:00'), is_before: true };
  const deletes = [
    row([4n, 2n, 1, 'A', [1n, null], ['B', 'C', 'D', 'H'], mapOf({ B: 1n, A: 3n }), [1, 2]]),
    row([5n, 1n, 2, 'H', [1n], [], mapOf({ B: 2n, D: 3n }), [3, 4]]),
  ].map((one) => ({ ...one, ...gone }));

  test('the values that are left', async () => {
    const definition = group((c) => [
      average(c.views),
      count(c.views),
      sum(c.rating),
      average(c.session_lengths),
      average(c.session_lengths, { buckets: [c.title] }),
      histogram(c.hist_input, { k: 2 }),
      average(c.hist_map),
      sum(c.embeddings, { elementWise: true }),
      average(c.embeddings, { elementWise: true }),
    ]);
    const [before, after] = await featuresAt(definition, tables(snapshot, deletes), [
      ['u', '1970-01-02 08:00'],
      ['u', '1970-01-02 12:00'],
    ]);
    expect(before).toMatchObject({ views_average: 22 / 5, views_count: 5n, rating_sum: 18, embeddings_sum: [16, 20] });
    expect(after).toEqual({
      views_average: 19 / 3,
      views_count: 3n,
      rating_sum: 15,
      session_lengths_average: 8,
      session_lengths_average_by_title: mapOf({ A: 5.5, B: 6, H: 1 } as never),
      hist_input_histogram: mapOf({ A: 4n, B: 2n }),
      hist_map_average: mapOf({ A: 3, B: 1, D: 3 } as never),
      embeddings_sum: [12, 14],
      embeddings_average: [6, 7],
    });
  });
});

describe('G9, ElementWiseAggregatorTest: a list is deleted again', () => {
  const { group, tables } = changing({ v: list(double), w: list(string), x: long });
  const row = (ts: bigint, v: readonly number[], given: InputRow = {}): InputRow => ({
    ...{ u: 'u', ds: '1970-01-01', ts, v, w: null, x: null, ...given },
  });
  const gone = { ds: '1970-01-02', mutation_ts: time('1970-01-02 08:00'), is_before: true };
  const of = async (snapshot: readonly InputRow[], deletes: readonly InputRow[]) => {
    const definition = group((c) => [
      average(c.v, { elementWise: true }),
      histogram(c.w, { k: 0, elementWise: true }),
      variance(c.x),
      average(c.x),
      count(c.x),
    ]);
    const changes = deletes.map((one) => ({ ...one, ...gone }));
    const [found] = await featuresAt(definition, tables(snapshot, changes), [['u', '1970-01-02 12:00']]);
    return found;
  };

  test('position by position', async () => {
    const snapshot = [row(1n, [1, 2]), row(2n, [3, 4]), row(3n, [5, 6])];
    expect(await of(snapshot, [row(2n, [3, 4])])).toMatchObject({ v_average: [3, 4] });
  });

  test('where every list is gone there is none', async () => {
    expect(await of([row(1n, [1, 2])], [row(1n, [1, 2])])).toMatchObject({ v_average: null });
  });

  test('counts of positions may be below 0', async () => {
    expect(await of([], [row(1n, [1], { w: ['a', 'b'] })])).toMatchObject({
      v_average: [1],
      w_histogram: [new Map([['a', -1n]]), new Map([['b', -1n]])],
    });
  });

  test('moments where more went than came are those of the power sums', async () => {
    const x = (...values: readonly bigint[]) => values.map((value, index) => row(BigInt(index), [1], { x: value }));
    // n = -2, sum -6, squares -26: 13 - 9. Of 0 alone the average is not -0.
    expect(await of([], x(1n, 5n))).toMatchObject({ x_variance: 4, x_average: 3, x_count: -2n });
    expect(await of([], x(0n))).toMatchObject({ x_variance: 0, x_average: 0, x_count: -1n });
    // n = 1, sum 0, squares -4 + 1 + 1: less than 0 is 0.
    expect(await of(x(1n, -1n, 0n), x(2n, -2n))).toMatchObject({ x_variance: 0, x_average: 0, x_count: 1n });
    expect(await of(x(1n), x(5n))).toMatchObject({ x_variance: null, x_average: null, x_count: null });
  });
});

describe('G11, MutationsTest: ratings of listings, and what changed during the day', () => {
  const { group, tables } = changing({ rating: long });
  const definition = group((c) => [average(c.rating)]);
  const at = (u: string, moment: string, rating: bigint): InputRow => ({
    ...{ u, ts: time(`2021-${moment}`), rating, ds: '2021-04-09' },
  });
  const change = (row: InputRow, moment: string, is_before: boolean): InputRow => ({
    ...{ ...row, mutation_ts: time(`2021-04-10 ${moment}`), is_before, ds: '2021-04-10' },
  });
  const averages = async (snapshot: readonly InputRow[], changes: readonly InputRow[], queries: readonly Query[]) =>
    (await featuresAt(definition, tables(snapshot, changes), queries)).map((row) => row['rating_average']);
  const queries: readonly Query[] = [
    ['1', '2021-04-10 01:00'],
    ['1', '2021-04-10 02:30'],
    ['2', '2021-04-10 23:00'],
  ];
  const snapshot = [
    ...[at('1', '04-04 00:30', 4n), at('2', '04-04 01:40', 3n), at('3', '04-04 06:00', 4n)],
    ...[at('1', '04-04 12:30', 5n), at('1', '04-05 00:30', 4n), at('2', '04-05 03:40', 3n)],
    ...[at('3', '04-05 04:00', 4n), at('1', '04-05 02:30', 5n)],
  ];
  const came = [change(at('2', '04-10 10:00', 3n), '02:10', false), change(at('3', '04-10 23:00', 4n), '02:15', false)];

  test('a. testSimplestCase', async () => {
    const changes = [change(at('1', '04-10 02:00', 2n), '02:00', false), ...came];
    expect(await averages(snapshot, changes, queries)).toEqual([4.5, 4, 3]);
  });

  test('b. testUpdateValueCase', async () => {
    const changes = [
      change(at('1', '04-05 00:30', 4n), '02:00', true),
      change(at('1', '04-05 00:30', 2n), '02:00', false),
    ];
    expect(await averages(snapshot, [...changes, ...came], queries)).toEqual([4.5, 4, 3]);
  });

  test('a row at the first of all times is a row like others, one without a time is not there', async () => {
    const row = (ts: bigint | null, rating: bigint): InputRow => ({ ...at('1', '04-05 00:30', rating), ts });
    const queries: readonly Query[] = [['1', '2021-04-10 02:30']];
    expect(await averages([row(-(2n ** 63n), 4n), row(null, 9n), row(2n ** 63n - 1n, 9n)], [], queries)).toEqual([4]);
    const changes = [change(row(-(2n ** 63n), 5n), '02:00', false), change(row(null, 9n), '02:00', false)];
    expect(await averages([], changes, queries)).toEqual([5]);
  });

  test('c. testUpdateKeyCase: a row moves from one listing to another', async () => {
    const before = [
      ...[at('1', '04-04 00:30', 4n), at('1', '04-04 12:30', 4n), at('1', '04-05 00:30', 4n)],
      ...[at('1', '04-05 02:30', 5n), at('2', '04-04 01:40', 3n), at('2', '04-05 03:40', 3n)],
      ...[at('2', '04-06 03:45', 3n), at('3', '04-04 06:00', 4n), at('3', '04-05 04:00', 4n)],
    ];
    const changes = [
      change(at('1', '04-05 02:30', 5n), '00:30', true),
      change(at('2', '04-05 00:30', 5n), '00:30', false),
      change(at('2', '04-10 10:00', 3n), '10:00', false),
      change(at('3', '04-10 23:00', 4n), '02:15', false),
    ];
    const asked: readonly Query[] = [
      ['1', '2021-04-10 01:00'],
      ['2', '2021-04-10 02:30'],
      ['2', '2021-04-10 23:00'],
    ];
    expect(await averages(before, changes, asked)).toEqual([4, 3.5, 3.4]);
  });
});

describe('G13, NaiveAggregator: which events a window sees', () => {
  const columns = { u: string, ts: long, v: long };
  const source = eventSource({
    table: parquet({ location: 'events', columns, partitionColumn: 'ds' }),
    timeColumn: 'ts',
  });
  const event = (u: string, ts: bigint, v: bigint): InputRow => ({ u, ts, v, ds: dayOf(ts) });
  const tables = (rows: readonly InputRow[]): readonly NamedTable[] => [
    { name: 'events', columns, partitioned: true, rows },
  ];

  test.each([
    ['1h', '2023-11-30 10:07:30.000', '2023-11-30 09:05:00.000'],
    ['12h', '2023-11-30 12:34:00.000', '2023-11-30 00:00:00.000'],
    ['11h', '2023-11-30 12:34:00.000', '2023-11-30 01:30:00.000'],
    ['1d', '2021-04-10 03:10:00.000', '2021-04-09 03:00:00.000'],
    ['12d', '2023-11-30 05:01:00.000', '2023-11-18 00:00:00.000'],
    ['11d', '2023-11-30 05:01:00.000', '2023-11-19 05:00:00.000'],
  ])('%s at %s: from %s on, and not the moment itself', async (window, moment, from) => {
    const windows = [hours(1), hours(11), hours(12), days(1), days(11), days(12)];
    const definition = groupBy({
      name: 'g',
      sources: [source],
      keys: ['u'],
      aggregations: (c) => [sum(c.v, { windows })],
      accuracy: 'temporal',
    });
    const [at, first] = [time(moment), time(from)];
    // Powers of two: a sum says which events it holds.
    const rows = [
      ...[event('u', first - 1n, 1n), event('u', first, 2n)],
      ...[event('u', at - 1n, 4n), event('u', at, 8n), event('other', first, 16n)],
    ];
    const [found] = await featuresAt(definition as never, tables(rows), [['u', moment]]);
    expect(found?.[`v_sum_${window}`]).toBe(6n);
  });

  test('without a window everything before the moment', async () => {
    const definition = groupBy({
      name: 'g',
      sources: [source],
      keys: ['u'],
      aggregations: (c) => [sum(c.v)],
      accuracy: 'temporal',
    });
    const at = time('2023-11-30 12:34');
    const rows = [event('u', time('1969-12-31 23:00'), 1n), event('u', at - 1n, 2n), event('u', at, 4n)];
    expect(await featuresAt(definition as never, tables(rows), [['u', '2023-11-30 12:34']])).toEqual([{ v_sum: 3n }]);
  });

  test('a snapshot is that of the midnight before, at 00:00:00.000 as at 23:59', async () => {
    const definition = groupBy({
      name: 'g',
      sources: [source],
      keys: ['u'],
      aggregations: (c) => [sum(c.v, { windows: [days(1)] })],
      accuracy: 'snapshot',
    });
    const [first, end] = [time('2023-11-29 00:00'), time('2023-11-30 00:00')];
    const rows = [
      ...[event('u', first - 1n, 1n), event('u', first, 2n), event('u', end - 1n, 4n), event('u', end, 8n)],
    ];
    const queries: readonly Query[] = [
      ['u', '2023-11-30 00:00:00.000'],
      ['u', '2023-11-30 23:59:00.000'],
    ];
    expect(await featuresAt(definition as never, tables(rows), queries)).toEqual([{ v_sum_1d: 6n }, { v_sum_1d: 6n }]);
  });
});
