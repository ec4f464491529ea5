import { expect, test } from 'vitest';
import { count, date, double, eventSource, groupBy, list, long, parquet, string, sum } from '#dsl';
import { expectedRows } from '#runtime/verify/oracle';
import { errorsOf } from '#runtime/verify/oracle-errors';
import type { InputRow } from '#runtime/verify/value';

const table = parquet({
  location: 't',
  columns: { key: string, x: double, n: long, e: list(double), ts: long, ds: date },
  partitionColumn: 'ds',
});
const definition = groupBy({
  name: 'g',
  sources: [eventSource({ table, timeColumn: 'ts' })],
  keys: ['key'],
  aggregations: (c) => [count(c.x), sum(c.n), sum(c.e, { elementWise: true, exact: 2 }), sum(c.x, { exact: 2 })],
});
const ds = '1970-01-01';
const row = (key: string, values: InputRow): InputRow => ({ ds, key, ts: 0n, x: null, n: null, e: null, ...values });

const told = (rows: readonly InputRow[]): readonly string[] => {
  try {
    expectedRows(definition, [{ rows }], ds);
    return [];
  } catch (error) {
    return errorsOf(error).map(({ code, message }) => `${code} ${message.replace(/:.*, for key/, '')}`);
  }
};

test('the errors of all outputs and keys are told, those of keys without one are not', () => {
  const rows = [
    row('fine', { x: 1, n: 2n ** 63n - 1n, e: [1, 2] }),
    row('lists', { e: [1] }),
    row('lists', { e: [1, 1e30], x: 1e30 }),
    row('long', { n: 2n ** 63n - 1n }),
    row('long', { n: 1n }),
  ];
  expect(told(rows)).toEqual([
    'CHR2101 g_e_sum key=lists',
    'CHR2102 g_e_sum key=lists',
    'CHR2102 g_x_sum key=lists',
    'CHR2102 g_n_sum key=long',
  ]);
  expect(told(rows.slice(0, 1))).toEqual([]);
});

test('what is no error of a value is thrown as it is', () => {
  const error = new Error('internal');
  expect(() => errorsOf(error)).toThrow(error);
});
