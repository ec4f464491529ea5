import { describe, expect, test } from 'vitest';
import {
  average,
  boolean,
  type ColumnType,
  count,
  date,
  decimal,
  double,
  eventSource,
  first,
  type GroupBy,
  groupBy,
  last,
  long,
  max,
  min,
  parquet,
  stddev,
  string,
  sum,
  timestamp,
  variance,
} from '#dsl';
import { expectedRows } from '#runtime/verify/oracle';
import type { Plain } from '#runtime/verify/value';

/** One aggregation over values of a type, at times 0, 1, 2, ... of one key. */
const outcome = (
  operation: (column: never) => never,
  type: ColumnType,
  values: readonly Plain[],
): Plain | undefined => {
  const table = parquet({ location: 'values', columns: { key: string, x: type, ts: long } });
  const definition = groupBy({
    name: 'v',
    sources: [eventSource({ table, timeColumn: 'ts' }) as never],
    keys: ['key'],
    aggregations: ((c: { readonly x: never }) => [operation(c.x)]) as never,
  }) as GroupBy;
  const rows = values.map((x, index) => ({ ds: '1970-01-01', key: 'k', x, ts: BigInt(index) }));
  const [row] = expectedRows(definition, [{ rows }], '1970-01-01');
  return row === undefined ? undefined : Object.values(row.features)[0];
};
const over = (operation: unknown, type: ColumnType, values: readonly Plain[]) =>
  outcome(operation as (column: never) => never, type, values);

describe('order of values', () => {
  test('text by UTF-8 bytes: a character beyond the BMP comes after all within it', () => {
    expect('\u{1F600}' < '\uFF5E').toBe(true);
    expect(over(max, string, ['\u{1F600}', '\uFF5E', 'z'])).toBe('\u{1F600}');
    expect(over(min, string, ['\u{1F600}', '\uFF5E', 'z', '', 'Z'])).toBe('');
    expect(over(min, string, ['b', 'a', 'B'])).toBe('B');
  });

  test('the rest by size', () => {
    expect(over(max, long, [9n, 10n, -11n])).toBe(10n);
    expect(over(min, boolean, [true, false, null])).toBe(false);
    expect(over(max, boolean, [true, false, null])).toBe(true);
    expect(over(max, decimal(10, 2), ['9.50', '10.00', '-11.25'])).toBe('10.00');
    expect(over(min, date, ['1970-01-01', '1969-12-31', '2024-02-29'])).toBe('1969-12-31');
    expect(over(max, timestamp, ['1969-12-31T23:59:59.999999Z', '1969-12-31T23:59:59.999998Z'])).toBe(
      '1969-12-31T23:59:59.999999Z',
    );
    expect(over(min, timestamp, [new Date(1), '1970-01-01 00:00:00.0009'])).toBe('1970-01-01T00:00:00.000900Z');
  });
});

describe('exact types', () => {
  test('longs beyond 2^53 keep every digit', () => {
    expect(over(sum, long, [9007199254740993n, 1n, -2n])).toBe(9007199254740992n);
    expect(over(last, long, [9223372036854775807n])).toBe(9223372036854775807n);
    expect(over(sum, long, [9223372036854775807n, 1n, -1n])).toBe(9223372036854775807n);
    expect(over(average, long, [1n, 2n, 2n])).toBe(5 / 3);
    expect(over(variance, long, [1_000_000_000_001n, 1_000_000_000_002n, 1_000_000_000_003n, 1_000_000_000_004n])).toBe(
      1.25,
    );
  });

  test('a sum beyond its type is an error that names the key, never a wrap', () => {
    expect(() => over(sum, long, [9223372036854775807n, 1n])).toThrow(
      expect.objectContaining({ code: 'CHR2102', message: expect.stringContaining('for key key=k') }),
    );
    const most = `${'9'.repeat(36)}.99`;
    expect(over(sum, decimal(38, 2), [most])).toBe(most);
    expect(() => over(sum, decimal(38, 2), [most, '0.01'])).toThrow(expect.objectContaining({ code: 'CHR2102' }));
  });

  test('decimals are added digit by digit, and written with all of their scale', () => {
    expect(over(sum, decimal(10, 2), ['0.10', '0.20', '-0.05'])).toBe('0.25');
    expect(over(sum, decimal(10, 2), ['-0.01'])).toBe('-0.01');
    expect(over(sum, decimal(10, 0), ['12', '-30'])).toBe('-18');
    expect(over(average, decimal(10, 2), ['0.10', '0.20'])).toBe(0.15);
    expect(over(variance, decimal(10, 1), ['0.1', '0.2', '0.3', '0.4'])).toBe(0.0125);
  });

  test('doubles under exact are rounded, halves away from 0, and summed as decimals', () => {
    type Build = (column: never, options: { readonly exact: number }) => unknown;
    const exact = (values: readonly number[], digits: number, operation: unknown = sum) =>
      over((column: never) => (operation as Build)(column, { exact: digits }), double, values);
    expect(exact([1e16, 1, -1e16], 2)).toBe(1);
    expect(exact([0.1, 0.2, 0.3], 2)).toBe(0.6);
    expect([exact([0.5], 0), exact([1.5], 0), exact([-2.5], 0), exact([0.49999999999999994], 0)]).toEqual([
      1, 2, -3, 0,
    ]);
    expect([exact([1.005], 2), exact([1.115], 2), exact([-1e-300], 2)]).toEqual([1, 1.12, 0]);
    expect(exact([Number.NaN, 0.125, Infinity], 2, average)).toBe(0.13);
    expect(exact([0.1, 0.1, 0.2], 1, average)).toBe(0.4 / 3);
    expect(exact([9e27, 9e27], 0)).toBe(1.8e28);
    for (const [value, digits] of [
      [1e28, 0],
      [-1e26, 2],
      [1e300, 38],
    ] as const) {
      expect(() => exact([1, value], digits)).toThrow(
        expect.objectContaining({ code: 'CHR2102', message: expect.stringContaining('for key key=k') }),
      );
    }
  });

  test('true counts as 1 in a sum', () => {
    expect(over(sum, boolean, [true, false, true, null])).toBe(2n);
    expect(over(sum, boolean, [false])).toBe(0n);
  });
});

test('an average is exact while its sum has the digits of a double, else to the last place', () => {
  const tolerance = (values: readonly bigint[]) => {
    const definition = groupBy({
      name: 'v',
      sources: [
        eventSource({
          table: parquet({ location: 'v', columns: { key: string, x: long, ts: long } }),
          timeColumn: 'ts',
        }),
      ],
      keys: ['key'],
      aggregations: (c) => [average(c.x)],
    });
    const rows = values.map((x) => ({ ds: '1970-01-01', key: 'k', x, ts: 0n }));
    return expectedRows(definition, [{ rows }], '1970-01-01')[0]?.tolerances['v_x_average'];
  };
  expect(tolerance([2n ** 53n, -1n])).toBe(0);
  expect(tolerance([2n ** 53n, 1n])).toBe(2);
});

describe('doubles', () => {
  test('NaN and infinities are null, -0.0 is 0.0', () => {
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, 2, Number.NEGATIVE_INFINITY];
    for (const operation of [sum, min, max, first, last, average]) expect(over(operation, double, odd)).toBe(2);
    expect(over(count, double, odd)).toBe(1n);
    expect(over(count, double, [Number.NaN])).toBeUndefined();
    expect(Object.is(over(first, double, [-0]), 0)).toBe(true);
  });

  test('a result that is not finite is null, and the other outputs stay', () => {
    expect(over(sum, double, [1e308, 1e308])).toBeUndefined();
    expect(over(max, double, [1e308, 1e308])).toBe(1e308);
    expect(over(variance, double, [1e300, 0])).toBeUndefined();
    expect(over(variance, double, [1e300, 1e300])).toBe(0);
  });

  test('sums and moments do not depend on the order, nor on cancellation', () => {
    expect(over(sum, double, [1e16, 1, -1e16])).toBe(1);
    expect(over(sum, double, [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1])).toBe(1);
    expect(over(variance, double, [1, 2, 3, 4])).toBe(1.25);
    expect(over(variance, double, [1e12 + 1, 1e12 + 2, 1e12 + 3, 1e12 + 4])).toBe(1.25);
    expect(over(stddev, double, [1, 5])).toBe(2);
    expect(over(sum, double, [5e-324, 5e-324])).toBe(1e-323);
  });
});

describe('count, first and last', () => {
  test('see what is not null', () => {
    expect(over(count, string, ['a', null, 'a'])).toBe(2n);
    expect(over(first, string, [null, 'b', 'a'])).toBe('b');
    expect(over(last, decimal(5, 1), ['1.5', '2', null])).toBe('2.0');
  });
});
