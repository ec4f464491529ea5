import { expect, test } from 'vitest';
import { joinDifferences } from '#runtime/verify/compare-join';
import type { ExpectedJoinRow } from '#runtime/verify/oracle-join';
import type { Plain } from '#runtime/verify/value';

const row = (id: string | null, x: Plain, tolerance = 0): ExpectedJoinRow => ({
  left: { id },
  features: { x },
  tolerances: { x: tolerance },
});
const wrong = (expected: readonly ExpectedJoinRow[], actual: readonly { readonly [name: string]: Plain }[]) =>
  joinDifferences(expected, actual, ['id']).map(({ key, column, ...cell }) => [
    key['id'],
    column,
    cell.expected,
    cell.actual,
  ]);

test('rows are equal in any order, as many times as they are there; other columns are not looked at', () => {
  const actual = [
    { id: null, x: 2n, ds: '2023-12-01' },
    { id: 'a', x: 1n, ds: '2023-12-01' },
    { id: 'a', x: 1n, ds: '2023-12-01' },
  ];
  expect(wrong([row('a', 1n), row('a', 1n), row(null, 2n)], actual)).toEqual([]);
  expect(wrong([], [])).toEqual([]);
});

test('a left row that is missing, there once too often, or not given at all', () => {
  expect(wrong([row('a', 1n), row('a', 1n)], [{ id: 'a', x: 1n }])).toEqual([['a', null, 'a row', 'no row']]);
  expect(
    wrong(
      [row('a', 1n)],
      [
        { id: 'a', x: 1n },
        { id: 'a', x: 1n },
      ],
    ),
  ).toEqual([['a', null, 'no row', 'a row']]);
  expect(wrong([], [{ id: 'b', x: 1n }])).toEqual([['b', null, 'no row', 'a row']]);
  expect(wrong([row('b', 1n)], [])).toEqual([['b', null, 'a row', 'no row']]);
});

test('a feature that differs, is not there, or is of another type', () => {
  expect(wrong([row('a', 1n)], [{ id: 'a', x: 2n }])).toEqual([['a', 'x', '1n', '2n']]);
  expect(wrong([row('a', null)], [{ id: 'a' }])).toEqual([['a', 'x', 'null', 'no such column']]);
  expect(wrong([row('a', 1n)], [{ id: 'a', x: 1 }])).toEqual([['a', 'x', '1n', '1']]);
});

test('left rows that look alike but see other values are paired as well as can be', () => {
  expect(
    wrong(
      [row('a', 1n), row('a', 2n)],
      [
        { id: 'a', x: 2n },
        { id: 'a', x: 1n },
      ],
    ),
  ).toEqual([]);
  expect(
    wrong(
      [row('a', 1n), row('a', 2n)],
      [
        { id: 'a', x: 3n },
        { id: 'a', x: 1n },
      ],
    ),
  ).toEqual([['a', 'x', '2n', '3n']]);
  // The first could be either; only one of the two leaves one for the second.
  expect(
    wrong(
      [row('a', 1, 0.5), row('a', 0.6, 0)],
      [
        { id: 'a', x: 0.6 },
        { id: 'a', x: 1.4 },
      ],
    ),
  ).toEqual([]);
  expect(
    wrong(
      [row('a', 1, 0.5), row('a', 0.6, 0)],
      [
        { id: 'a', x: 1.4 },
        { id: 'a', x: 0.6 },
      ],
    ),
  ).toEqual([]);
});
