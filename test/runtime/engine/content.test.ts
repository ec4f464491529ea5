import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Type } from '#compiler/plan';
import { openEngine } from '#runtime/engine/duckdb';
import type { Content, Engine, Field } from '#runtime/ports';

const folder = mkdtempSync(join(tmpdir(), 'chron-content-'));
let engine: Engine;
let count = 0;

beforeAll(async () => {
  engine = await openEngine({ spillFolder: join(folder, 'spill') });
});

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const fields = (columns: Readonly<Record<string, Type>>): readonly Field[] => {
  let id = 1;
  return Object.entries(columns).map(([name, type]) => {
    const field = { id, name, type };
    id += 10;
    return field;
  });
};

const double: Type = { kind: 'double' };
const text: Type = { kind: 'string' };
const long: Type = { kind: 'bigint' };

/** The content of a file that holds the rows of the query. */
const content = async (query: string, schema: readonly Field[]): Promise<Content> => {
  count += 1;
  const file = join(folder, `${count}.parquet`);
  await engine.writeParquet({ query, file, schema });
  return await engine.content({ files: [file], schema });
};

const one = fields({ a: long, b: text });

test('neither the order of rows nor of columns nor the cut into files matters', async () => {
  const rows = "SELECT i::BIGINT AS a, 'v' || i AS b FROM range(1000) t(i)";
  const expected = await content(rows, one);
  expect(expected.rows).toBe(1000);
  expect(await content(`${rows} ORDER BY i DESC`, one)).toEqual(expected);
  expect(await content(`SELECT b, a FROM (${rows})`, one.toReversed())).toEqual(expected);
  const files = [join(folder, 'left.parquet'), join(folder, 'right.parquet')];
  await engine.writeParquet({ query: `${rows} WHERE i < 400`, file: files[0] ?? '', schema: one });
  await engine.writeParquet({ query: `${rows} WHERE i >= 400`, file: files[1] ?? '', schema: one });
  expect(await engine.content({ files, schema: one })).toEqual(expected);
});

test.each([
  ['another value', "SELECT 1::BIGINT AS a, 'y' AS b", one],
  ['swapped values', "SELECT 2::BIGINT AS a, 'x' AS b UNION ALL SELECT 1, 'z'", one],
  ['a doubled row', "SELECT 1::BIGINT AS a, 'x' AS b UNION ALL SELECT 1, 'x'", one],
  ['a null', 'SELECT 1::BIGINT AS a, NULL::VARCHAR AS b', one],
  ['another column name', "SELECT 1::BIGINT AS a, 'x' AS c", fields({ a: long, c: text })],
  ['no row', "SELECT 1::BIGINT AS a, 'x' AS b WHERE false", one],
])('%s is another content', async (_what, query, schema) => {
  const expected = await content("SELECT 1::BIGINT AS a, 'x' AS b", one);
  expect((await content(query, schema)).hash).not.toBe(expected.hash);
});

const nested = fields({
  x: double,
  list: { kind: 'list', element: double },
  map: { kind: 'map', key: text, value: double },
  struct: {
    kind: 'struct',
    fields: [
      { name: 'p', type: double },
      { name: 'q', type: { kind: 'list', element: double } },
    ],
  },
});
const of = (value: string): string =>
  `SELECT v AS x, [v, NULL] AS list, MAP {'a': v, 'b': 1.0::DOUBLE} AS map, {p: v, q: [v]} AS struct FROM (SELECT ${value}::DOUBLE AS v)`;

test.each([
  ['1000', '999.9999999999999'],
  ['1024', '1023.9999999999999'],
  ['0.30000000000000004', '0.3'],
  ['-123456.789', '-123456.78900000001'],
  ['1e200', '1.0000000000000001e200'],
  ['0', "'-0'"],
  ["'nan'", "-('nan'::DOUBLE)"],
])('%s and %s are one content, at every depth', async (left, right) => {
  expect(await content(of(left), nested)).toEqual(await content(of(right), nested));
});

test.each([
  ['1', '1.00001'],
  ['1', '1.000000004'],
  ['-987654321', '-987654318'],
  ['1e-280', '1.00000001e-280'],
  ['1e-300', '2e-300'],
  ['1e308', '1.1e308'],
  ['0', '1e-300'],
  ["'inf'", "'-inf'"],
  ["'nan'", 'NULL'],
  ["'inf'", '1.7976931348623157e308'],
])('%s and %s are two contents', async (left, right) => {
  expect((await content(of(left), nested)).hash).not.toBe((await content(of(right), nested)).hash);
});

test('the order in which a map was filled does not matter', async () => {
  const schema = fields({ map: { kind: 'map', key: text, value: long } });
  const left = await content("SELECT MAP {'a': 1::BIGINT, 'b': 2::BIGINT} AS map", schema);
  expect(await content("SELECT MAP {'b': 2::BIGINT, 'a': 1::BIGINT} AS map", schema)).toEqual(left);
  expect((await content("SELECT MAP {'a': 2::BIGINT, 'b': 1::BIGINT} AS map", schema)).hash).not.toBe(left.hash);
});

test('no files have no rows and the hash of nothing', async () => {
  expect(await engine.content({ files: [], schema: one })).toEqual({ rows: 0, hash: '0'.repeat(32) });
});
