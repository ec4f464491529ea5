import { describe, expect, test } from 'vitest';
import {
  approxHistogramK,
  approxPercentile,
  approxUniqueCount,
  boolean,
  bottomK,
  boundedUniqueCount,
  type ColumnType,
  count,
  decimal,
  double,
  eventSource,
  first,
  firstK,
  type GroupBy,
  groupBy,
  histogram,
  kurtosis,
  last,
  lastK,
  list,
  long,
  map,
  max,
  parquet,
  skew,
  string,
  struct,
  sum,
  topK,
  uniqueCount,
  uniqueTopK,
} from '#dsl';
import { expectedRows } from '#runtime/verify/oracle';
import type { Plain } from '#runtime/verify/value';

type Row = { readonly x: Plain; readonly at?: bigint; readonly by?: string | null };

/** The first output of one aggregation over rows of one key, at times 0, 1, 2, ... unless they say so. */
const outcome = (type: ColumnType, aggregate: (c: never) => unknown, rows: readonly Row[]): Plain | undefined => {
  const table = parquet({ location: 'values', columns: { key: string, x: type, by: string, ts: long } });
  const definition = groupBy({
    name: 'v',
    sources: [eventSource({ table, timeColumn: 'ts' }) as never],
    keys: ['key'],
    aggregations: ((c: never) => [aggregate(c)]) as never,
  }) as GroupBy;
  const given = rows.map(({ x, at, by }, index) => ({
    ds: '1970-01-01',
    key: 'k',
    x,
    by: by ?? null,
    ts: at ?? BigInt(index),
  }));
  const [row] = expectedRows(definition, [{ rows: given }], '1970-01-01');
  return row === undefined ? undefined : Object.values(row.features)[0];
};
const over = (type: ColumnType, operation: unknown, values: readonly Plain[], options?: object) =>
  outcome(
    type,
    (c: { readonly x: never }) => (operation as (x: never, o?: object) => unknown)(c.x, options),
    values.map((x) => ({ x })),
  );

describe('lists of values', () => {
  test.each([
    [topK, [3n, 3n, 2n]],
    [bottomK, [1n, 2n, 3n]],
    [uniqueTopK, [3n, 2n, 1n]],
    [firstK, [3n, 1n, 3n]],
    [lastK, [2n, 3n, 1n]],
  ])('%o keeps three of four', (operation, expected) => {
    expect(over(long, operation, [3n, null, 1n, 3n, 2n], { k: 3 })).toEqual(expected);
  });

  test('of two values at one time the greater is the later', () => {
    const rows = ['b', 'a', 'c'].map((x) => ({ x, at: 5n }));
    expect(outcome(string, (c: { readonly x: never }) => firstK(c.x, { k: 2 }), rows)).toEqual(['a', 'b']);
    expect(outcome(string, (c: { readonly x: never }) => lastK(c.x, { k: 2 }), rows)).toEqual(['c', 'b']);
  });

  test('lists by element, then length; null elements greatest; maps by their sorted entries', () => {
    const least = (type: ColumnType, values: readonly Plain[]) =>
      outcome(
        type,
        (c: { readonly x: never }) => first(c.x),
        values.map((x) => ({ x, at: 0n })),
      );
    expect(
      least(list(long), [
        [1n, null],
        [1n, 9n],
        [1n, 9n, 0n],
      ]),
    ).toEqual([1n, 9n]);
    expect(
      least(list(long), [
        [1n, 9n, 0n],
        [1n, null],
      ]),
    ).toEqual([1n, 9n, 0n]);
    expect(
      least(map('string', long), [
        new Map([
          ['b', 1n],
          ['a', 3n],
        ]),
        new Map([
          ['a', 2n],
          ['c', 0n],
        ]),
      ]),
    ).toEqual(
      new Map([
        ['a', 2n],
        ['c', 0n],
      ]),
    );
    expect(
      least(struct({ p: long, q: string }), [
        { p: null, q: 'a' },
        { p: 7n, q: null },
        { p: 7n, q: 'z' },
      ]),
    ).toEqual({
      p: 7n,
      q: 'z',
    });
  });

  test('floats inside that are not finite are null, maps come in key order', () => {
    expect(over(list(double), last, [[Number.NaN, -0, Infinity]])).toEqual([null, 0, null]);
    const made = over(map('string', double), last, [
      new Map([
        ['10', Number.NaN],
        ['9', 1],
      ]),
    ]);
    expect([...(made as ReadonlyMap<string, Plain>)]).toEqual([
      ['10', null],
      ['9', 1],
    ]);
  });
});

describe('counts', () => {
  test('different values', () => {
    const values = ['a', 'b', 'a', null, 'c'];
    expect(over(string, uniqueCount, values)).toBe(3n);
    expect(over(string, approxUniqueCount, values)).toBe(3n);
    expect(over(string, boundedUniqueCount, values, { k: 2 })).toBe(2n);
    expect(over(double, uniqueCount, [0, -0, Number.NaN])).toBe(1n);
  });

  test('a histogram keeps the largest counts, ties by key, in key order', () => {
    const values = ['c', 'c', 'b', 'a', 'b', 'z', 'z', 'z', 'a'];
    expect([...(over(string, histogram, values, { k: 2 }) as ReadonlyMap<string, Plain>)]).toEqual([
      ['a', 2n],
      ['z', 3n],
    ]);
    expect(over(string, histogram, values)).toEqual(
      new Map([
        ['a', 2n],
        ['b', 2n],
        ['c', 2n],
        ['z', 3n],
      ]),
    );
    expect(over(boolean, approxHistogramK, [true, false, true])).toEqual(
      new Map([
        ['false', 1n],
        ['true', 2n],
      ]),
    );
    expect(over(decimal(10, 2), approxHistogramK, ['1.50'])).toEqual(new Map([['1.50', 1n]]));
  });
});

describe('numbers', () => {
  test('percentiles are elements of the sorted values', () => {
    const values = [40n, 10n, 20n, 30n];
    expect(over(long, approxPercentile, values, { percentiles: [0, 0.25, 0.5, 0.74, 1] })).toEqual([
      10, 20, 30, 30, 40,
    ]);
    expect(over(long, approxPercentile, values)).toEqual([30]);
  });

  test('skewness and kurtosis of a population', () => {
    // Of 1, 2, 3, 10: mean 4, squares 50, cubes 180, fourth powers 1394 from it.
    expect(over(long, skew, [1n, 2n, 3n, 10n])).toBeCloseTo(45 / 12.5 ** 1.5, 12);
    expect(over(long, kurtosis, [1n, 2n, 3n, 10n])).toBeCloseTo(348.5 / 12.5 ** 2 - 3, 12);
    expect(over(long, skew, [1n, 2n])).toBeUndefined();
    expect(over(long, kurtosis, [1n, 2n, 4n])).toBeUndefined();
    expect(over(long, skew, [5n, 5n, 5n])).toBeUndefined();
  });
});

describe('lists, maps, buckets', () => {
  test('each element of a list is an input', () => {
    expect(over(list(long), sum, [[1n, null, 2n], null, [], [4n]])).toBe(7n);
    expect(over(list(long), count, [[], [null]])).toBeUndefined();
  });

  test('a map is aggregated by key, without nulls', () => {
    const rows = [
      new Map([
        ['b', 1n],
        ['a', 2n],
      ]),
      new Map<string, Plain>([
        ['b', 5n],
        ['c', null],
      ]),
    ];
    expect(over(map('string', long), sum, rows)).toEqual(
      new Map([
        ['a', 2n],
        ['b', 6n],
      ]),
    );
    expect(over(map('string', long), sum, [new Map([['c', null]])])).toBeUndefined();
  });

  test('a bucket has an entry, no bucket has none', () => {
    const rows = [
      { x: 1n, by: 'q' },
      { x: 2n, by: 'p' },
      { x: 4n, by: null },
      { x: 8n, by: 'q' },
      { x: null, by: 'r' },
    ];
    expect(
      outcome(long, (c: { readonly x: never; readonly by: never }) => sum(c.x, { buckets: [c.by] }), rows),
    ).toEqual(
      new Map([
        ['p', 2n],
        ['q', 9n],
      ]),
    );
  });

  test('elementWise goes position by position, over lists of one length', () => {
    const by = (values: readonly Plain[]) => over(list(double), max, values, { elementWise: true });
    expect(by([[1, 9], null, [3, 2]])).toEqual([3, 9]);
    expect(by([[], []])).toBeUndefined();
    for (const values of [[[1], [1, 2]], [[1, null]], [[Number.NaN]]]) {
      expect(() => by(values)).toThrow(
        expect.objectContaining({ code: 'CHR2101', message: expect.stringContaining('v_x_max') }),
      );
    }
  });
});
