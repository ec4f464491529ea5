import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Comparison, compare, isEqual } from '#bench/compare';

let instance: DuckDBInstance;
let connection: DuckDBConnection;

beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
});

afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

const table = (...rows: readonly string[]): string => `(SELECT * FROM (VALUES ${rows.join(', ')}) t(k, s, n))`;

const compared = async (left: string, right: string): Promise<Comparison> =>
  await compare(
    connection,
    { left, right },
    {
      key: 'k',
      features: [
        { left: 's', right: 's', exact: false },
        { left: 'n', right: 'n', exact: true },
      ],
    },
  );

const rows = table("('a', 1000e0, 1)", "('b', NULL, NULL)");

test('equal rows are equal, in any order', async () => {
  const found = await compared(rows, table("('b', NULL, NULL)", "('a', 1000e0, 1)"));
  expect(found).toEqual({ leftRows: 2, rightRows: 2, unmatched: 0, differing: 0, cells: 4, values: 2 });
  expect(isEqual(found)).toBe(true);
});

test.each([
  [
    'a sum off by less than 1e-9 of it',
    table("('a', 1000.0000005e0, 1)", "('b', NULL, NULL)"),
    { unmatched: 0, differing: 0 },
  ],
  ['a sum off by more', table("('a', 1000.000002e0, 1)", "('b', NULL, NULL)"), { unmatched: 0, differing: 1 }],
  ['another count', table("('a', 1000e0, 2)", "('b', NULL, NULL)"), { unmatched: 0, differing: 1 }],
  ['a null count', table("('a', 1000e0, NULL)", "('b', NULL, NULL)"), { unmatched: 0, differing: 1 }],
  ['a null sum', table("('a', NULL, 1)", "('b', NULL, NULL)"), { unmatched: 0, differing: 1 }],
  ['a sum where there is none', table("('a', 1000e0, 1)", "('b', 0e0, NULL)"), { unmatched: 0, differing: 1 }],
  ['a missing row', table("('a', 1000e0, 1)"), { unmatched: 1, differing: 0 }],
  ['another key', table("('a', 1000e0, 1)", "('c', NULL, NULL)"), { unmatched: 2, differing: 0 }],
])('%s', async (_what, right, expected) => {
  const found = await compared(rows, right);
  expect(found).toMatchObject(expected);
  expect(isEqual(found)).toBe(expected.unmatched + expected.differing === 0);
});

test('rows without any value are no evidence', async () => {
  const empty = table("('a', NULL, NULL)");
  expect(isEqual(await compared(empty, empty))).toBe(false);
  expect(isEqual(await compared(`${empty.slice(0, -1)} WHERE false)`, `${empty.slice(0, -1)} WHERE false)`))).toBe(
    false,
  );
});
