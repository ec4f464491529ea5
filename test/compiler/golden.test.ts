// Each folder of test/golden: a definition, the SQL it compiles to, tables of a few rows, and the rows that must come
// out, worked out by hand. The SQL is compared as text, for a reader to see what a change does, and it is run.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { duckdb, type Script } from '#compiler';
import {
  answer,
  compileCase,
  dayName,
  load,
  openDuckdb,
  readRows,
  type Session,
  sqlOf,
  textOf,
} from './golden-case.ts';
import { expectGolden } from './golden-text.ts';

const cases = readdirSync(join(import.meta.dirname, '../golden'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

/** Doubles within a unit or two of the last digit, anything else to the letter. */
const same = (actual: string | null, expected: string | null, type: string | undefined): boolean => {
  if (actual === null || expected === null || type !== 'DOUBLE') return actual === expected;
  return Math.abs(Number(actual) - Number(expected)) <= 1e-12 * Math.max(1, Math.abs(Number(expected)));
};

test.each(cases)('%s', async (name) => {
  const compiled = await compileCase(name);
  const rows = readRows(name);
  const sql = sqlOf(compiled, rows);
  expectGolden(`${name}/compiled.sql`, textOf(sql));
  expect(rows.expected.map((table) => table.name)).toEqual([...rows.days, ...(sql.upload === null ? [] : ['upload'])]);

  const { connection, close } = await openDuckdb();
  try {
    await load(connection, rows, compiled.plan);
    for (const { table, script } of sql.parts) {
      await prepare(connection, script);
      const bodies = script.outputs.map((output) => `(${output.sql})`);
      await connection.run(`CREATE TABLE "${table}" AS ${bodies.join(' UNION ALL ')}`);
      for (const { name } of script.temps) await connection.run(`DROP TABLE "${name}"`);
    }
    await prepare(connection, sql.script);
    const { node } = compiled;
    const output = node.kind === 'external' ? [] : node.output.columns;
    for (const { ds, sql: body } of sql.script.outputs) {
      const actual = await answer(connection, body);
      expect(actual.columns).toEqual(output.map((column) => column.name));
      expect(actual.types).toEqual(output.map((column) => duckdb.type(column.type).replace(', ', ',')));
      check(
        actual,
        rows.expected.find((table) => table.name === dayName(ds)),
      );
      if (sql.upload !== null) await connection.run(`CREATE TABLE v1 AS ${body}`);
    }
    if (sql.upload !== null) {
      check(
        await answer(connection, sql.upload),
        rows.expected.find((table) => table.name === 'upload'),
      );
    }
  } finally {
    close();
  }
});

const prepare = async (connection: Session['connection'], { temps, checks }: Script): Promise<void> => {
  for (const { name, sql } of temps) await connection.run(`CREATE TEMP TABLE "${name}" AS ${sql}`);
  for (const { body } of checks) expect((await answer(connection, body)).rows).toEqual([]);
};

const check = (
  actual: Awaited<ReturnType<typeof answer>>,
  expected: { readonly columns: readonly string[]; readonly rows: readonly (readonly (string | null)[])[] } | undefined,
): void => {
  if (expected === undefined) throw new Error('no expected rows');
  expect(actual.columns).toEqual(expected.columns);
  // A cell that is near enough is shown as expected, so that a failure shows only what differs.
  const rounded = actual.rows.map((row, at) =>
    row.map((cell, index) => {
      const wanted = expected.rows[at]?.[index] ?? null;
      return same(cell, wanted, actual.types[index]) ? wanted : cell;
    }),
  );
  expect(rounded).toEqual(expected.rows);
};
