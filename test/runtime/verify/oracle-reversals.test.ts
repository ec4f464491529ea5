import { describe, expect, test } from 'vitest';
import {
  average,
  count,
  date,
  double,
  entitySource,
  groupBy,
  histogram,
  list,
  long,
  map,
  max,
  parquet,
  string,
  sum,
  variance,
} from '#dsl';
import type { InputRow } from '#runtime/verify/value';
import { asked, at, change, changes, snapshot, source } from './changing-listings.ts';

// Operations over rows of which some went: G3 and G9 of the golden cases, Chronon's own, and what they leave open.

describe('operations over rows that went', () => {
  const columns = {
    id: long,
    ts: long,
    views: long,
    rating: double,
    title: string,
    session_lengths: list(long),
    hist_input: list(string),
    hist_map: map('string', long),
    embeddings: list(double),
  };
  const wide = entitySource({
    table: parquet({ location: 't', columns }),
    timeColumn: 'ts',
    mutationTable: parquet({ location: 'm', columns: { ...columns, ...change, day: date } }),
  });

  test('G3, RowAggregatorTest: five rows, of which two others are taken away', () => {
    const features = groupBy({
      name: 'g',
      sources: [wide],
      keys: ['id'],
      aggregations: (c) => [
        average(c.views),
        count(c.views),
        sum(c.rating),
        average(c.session_lengths),
        average(c.session_lengths, { buckets: [c.title] }),
        histogram(c.hist_input, { k: 2 }),
        average(c.hist_map),
        sum(c.embeddings, { elementWise: true }),
        average(c.embeddings, { elementWise: true }),
      ],
    });
    const row = (given: readonly unknown[]): InputRow => {
      const [ts, views, rating, title, lengths, texts, counts, embeddings] = given;
      return {
        ...{ ds: '2021-04-09', id: 1n, ts: BigInt(ts as number), views: BigInt(views as number), rating, title },
        session_lengths: (lengths as readonly (number | null)[] | null)?.map((one) =>
          one === null ? null : BigInt(one),
        ),
        hist_input: texts,
        hist_map:
          counts === null
            ? null
            : new Map(
                Object.entries(counts as object).map(([key, one]) => [
                  key,
                  one === null ? null : BigInt(one as number),
                ]),
              ),
        embeddings,
      } as InputRow;
    };
    const rows = [
      row([1, 4, 5, 'A', [5, 3, 4], ['D', 'A', 'B', 'A'], { A: 1, B: 2 }, [1, 2]]),
      row([2, 3, 4, 'B', [6, null], [], null, [3, 4]]),
      row([3, 5, 7, 'D', null, null, { A: null, B: 1 }, null]),
      row([4, 7, 1, 'A', [], ['B', 'A', 'D'], { A: 5, B: 1 }, [5, 6]]),
      row([5, 3, 1, 'B', [null], ['A', 'B', 'C'], {}, [7, 8]]),
    ];
    const mutations = [
      row([4, 2, 1, 'A', [1, null], ['B', 'C', 'D', 'H'], { B: 1, A: 3 }, [1, 2]]),
      row([5, 1, 2, 'H', [1], [], { B: 2, D: 3 }, [3, 4]]),
    ].map((one) => ({ ...one, ds: '2021-04-10', mutation_ts: at('04-10 10:00'), is_before: true }));
    expect(asked(features, { rows, mutations }, [[1, '12:00']])).toEqual([
      {
        g_views_average: 19 / 3,
        g_views_count: 3n,
        g_rating_sum: 15,
        g_session_lengths_average: 8,
        g_session_lengths_average_by_title: new Map([
          ['A', 5.5],
          ['B', 6],
          ['H', 1],
        ]),
        g_hist_input_histogram: new Map([
          ['A', 4n],
          ['B', 2n],
        ]),
        g_hist_map_average: new Map([
          ['A', 3],
          ['B', 1],
          ['D', 3],
        ]),
        g_embeddings_sum: [12, 14],
        g_embeddings_average: [6, 7],
      },
    ]);
  });

  const lists = (operation: 'sum' | 'average') =>
    groupBy({
      name: 'g',
      sources: [wide],
      keys: ['id'],
      aggregations: (c) => [(operation === 'sum' ? sum : average)(c.embeddings, { elementWise: true })],
    });
  const listed = (embeddings: readonly number[], before?: boolean): InputRow => ({
    ...{ id: 1n, ts: 0n, embeddings, ds: before === undefined ? '2021-04-09' : '2021-04-10' },
    ...(before !== undefined && { mutation_ts: at('04-10 10:00'), is_before: before }),
  });

  test('G9, ElementWiseAggregatorTest: three lists, of which one is taken away', () => {
    const rows = [listed([1, 2]), listed([3, 4]), listed([5, 6])];
    expect(asked(lists('average'), { rows, mutations: [listed([3, 4], true)] }, [[1, '12:00']])).toEqual([[3, 4]]);
    const all = rows.map((row) => listed(row['embeddings'] as readonly number[], true));
    expect(asked(lists('sum'), { rows, mutations: all }, [[1, '12:00']])).toEqual([null]);
  });

  test('a histogram keeps what is more than all taken away, and drops what is none', () => {
    const features = groupBy({
      name: 'g',
      sources: [wide],
      keys: ['id'],
      aggregations: (c) => [histogram(c.title), histogram(c.hist_input, { k: 1 })],
    });
    const titled = (title: string, before?: boolean): InputRow => ({
      ...{ id: 1n, ts: 0n, title, hist_input: [title], ds: before === undefined ? '2021-04-09' : '2021-04-10' },
      ...(before !== undefined && { mutation_ts: at('04-10 10:00'), is_before: before }),
    });
    const of = (rows: readonly InputRow[], mutations: readonly InputRow[]) =>
      asked(features, { rows, mutations }, [[1, '12:00']])[0];
    expect(of([titled('a'), titled('b')], [titled('b', true), titled('c', true)])).toEqual({
      g_title_histogram: new Map([
        ['a', 1n],
        ['c', -1n],
      ]),
      g_hist_input_histogram: new Map([['a', 1n]]),
    });
    expect(of([titled('a')], [titled('a', true)])).toEqual({ g_title_histogram: null, g_hist_input_histogram: null });
    expect(of([], [titled('z', true), titled('c', true)])).toMatchObject({
      g_hist_input_histogram: new Map([['c', -1n]]),
    });
  });

  test('variance and average are those of the rows that are left', () => {
    const features = groupBy({
      name: 'g',
      sources: [source],
      keys: ['id'],
      aggregations: (c) => [variance(c.rating), average(c.rating)],
    });
    const rows = snapshot(...[1, 2, 3, 4, 100].map((rating) => [1, '04-04 00:30', rating] as const));
    const of = (...gone: readonly number[]) =>
      asked(
        features,
        { rows, mutations: changes(...gone.map((rating) => [1, '04-04 00:30', rating, '10:00', true] as const)) },
        [[1, '12:00']],
      )[0];
    expect(of(100)).toEqual({ g_rating_variance: 1.25, g_rating_average: 2.5 });
    expect(of(100, 2, 3, 4)).toEqual({ g_rating_variance: 0, g_rating_average: 1 });
    expect(of(100, 1, 2, 3, 4)).toEqual({ g_rating_variance: null, g_rating_average: null });
    // Power sums: n 1, sum 1 + 2 + 3 + 4 + 100 - 4 * 50 = -90, squares 30 + 10000 - 4 * 2500 = 30; below 0 is 0.
    expect(of(50, 50, 50, 50)).toEqual({ g_rating_variance: 0, g_rating_average: -90 });
  });

  test('exact sums and averages are those of the rows that are left', () => {
    const features = groupBy({
      name: 'g',
      sources: [source],
      keys: ['id'],
      aggregations: (c) => [sum(c.rating, { exact: 1 }), average(c.rating, { exact: 1 })],
    });
    const rows = snapshot([1, '04-04 00:30', 0.25], [1, '04-04 00:30', 1], [1, '04-04 00:30', 0.1]);
    const mutations = changes([1, '04-04 00:30', 0.1, '10:00', true]);
    expect(Object.values(asked(features, { rows, mutations }, [[1, '12:00']])[0] ?? {})).toEqual([1.3, 0.65]);
  });

  test('a sum beyond its type is an error of what is left', () => {
    const features = groupBy({ name: 'g', sources: [wide], keys: ['id'], aggregations: (c) => [sum(c.views)] });
    const viewed = (views: bigint, before?: boolean): InputRow => ({
      ...{ id: 1n, ts: 0n, views, ds: before === undefined ? '2021-04-09' : '2021-04-10' },
      ...(before !== undefined && { mutation_ts: at('04-10 10:00'), is_before: before }),
    });
    const most = 2n ** 63n - 1n;
    const rows = [viewed(most), viewed(1n)];
    expect(asked(features, { rows, mutations: [viewed(1n, true)] }, [[1, '12:00']])).toEqual([most]);
    expect(() => asked(features, { rows, mutations: [viewed(-1n, true)] }, [[1, '12:00']])).toThrow(
      expect.objectContaining({ code: 'CHR2102', message: expect.stringContaining('id=1') }),
    );
  });

  test('others have no meaning there', () => {
    const features = groupBy({ name: 'g', sources: [source], keys: ['id'], aggregations: (c) => [max(c.rating)] });
    expect(() => asked(features, { rows: [], mutations: [] }, [])).toThrow(
      expect.objectContaining({ code: 'CHR2151', message: expect.stringContaining('max() of entities that change') }),
    );
  });
});
