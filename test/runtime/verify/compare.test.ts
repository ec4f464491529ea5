import { expect, test } from 'vitest';
import { differences } from '#runtime/verify/compare';

const row = (key: string | null, x: number | bigint | null, tolerance = 0) => ({
  keys: { key },
  features: { x },
  tolerances: { x: tolerance },
});

test('rows are equal in any order, null keys too; columns that are no features are not looked at', () => {
  const actual = [
    { key: null, x: 2n, ds: '2023-12-01' },
    { key: 'a', x: null, ds: '2023-12-01' },
  ];
  expect(differences([row('a', null), row(null, 2n)], actual, ['key'])).toEqual([]);
});

test('missing, unexpected and doubled rows are told', () => {
  expect(
    differences(
      [row('a', 1), row('b', 2)],
      [
        { key: 'b', x: 2 },
        { key: 'b', x: 2 },
        { key: 'c', x: 3 },
      ],
      ['key'],
    ),
  ).toEqual([
    { key: { key: 'b' }, column: null, expected: 'one row', actual: 'two rows' },
    { key: { key: 'a' }, column: null, expected: 'a row', actual: 'no row' },
    { key: { key: 'c' }, column: null, expected: 'no row', actual: 'a row' },
  ]);
});

test('a cell is equal exactly, type included, or within its tolerance', () => {
  const difference = (expected: ReturnType<typeof row>, x: number | bigint | null | string) =>
    differences([expected], [{ key: 'a', x }], ['key']).map((one) => [one.column, one.expected, one.actual]);
  expect(difference(row('a', 1, 1e-9), 1 + 5e-10)).toEqual([]);
  expect(difference(row('a', 1, 1e-9), 1 + 2e-9)).toEqual([['x', '1', '1.000000002']]);
  expect(difference(row('a', 1, 1e-9), null)).toEqual([['x', '1', 'null']]);
  expect(difference(row('a', 1, 1e-9), Number.NaN)).toEqual([['x', '1', 'NaN']]);
  expect(difference(row('a', null, 1e-9), 0)).toEqual([['x', 'null', '0']]);
  expect(difference(row('a', 1), 1 + Number.EPSILON)).toEqual([['x', '1', '1.0000000000000002']]);
  expect(difference(row('a', 0), -0)).toEqual([['x', '0', '-0']]);
  expect(difference(row('a', 3n), 3)).toEqual([['x', '3n', '3']]);
  expect(difference(row('a', 3n), '3n')).toEqual([['x', '3n', '"3n"']]);
  expect(differences([row('a', null)], [{ key: 'a' }], ['key'])).toHaveLength(1);
});
