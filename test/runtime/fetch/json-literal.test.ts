import { afterAll, beforeAll, expect, test } from 'vitest';
import { duckdb } from '#compiler';
import { jsonText } from '#compiler/dialect/duckdb-json';
import type { Type } from '#compiler/plan';
import { word } from '#compiler/sql/fragment';
import { render } from '#compiler/sql/render';
import { literalOf } from '#runtime/fetch/json-literal';
import { fieldsOf, itemsOf } from '#runtime/fetch/json-members';
import { openDuckdb, type Session } from '../../compiler/golden-case.ts';

let session: Session;
beforeAll(async () => {
  session = await openDuckdb();
});
afterAll(() => session.close());

const row = async (sql: string) => (await session.connection.runAndReadAll(sql)).getRows()[0] ?? [];

const bigint: Type = { kind: 'bigint' };
const double: Type = { kind: 'double' };
const string: Type = { kind: 'string' };
const decimal: Type = { kind: 'decimal', precision: 38, scale: 3 };
const timestamp: Type = { kind: 'timestamp' };
const list = (element: Type): Type => ({ kind: 'list', element });
const map = (value: Type, key: Type = string): Type => ({ kind: 'map', key, value });
const struct = (fields: Readonly<Record<string, Type>>): Type => ({
  kind: 'struct',
  fields: Object.entries(fields).map(([name, type]) => ({ name, type })),
});

test.each<readonly [string, Type]>([
  ['9223372036854775807', bigint],
  ['-9223372036854775808', bigint],
  ['2147483647', { kind: 'int' }],
  ["'99999999999999999999999999999999999.999'", decimal],
  ["'-0.010'", decimal],
  ['0.1', double],
  ['42.553333333333335', double],
  ['5e-324', double],
  ['1.7976931348623157e308', double],
  ["'0.1'", { kind: 'float' }],
  ['true', { kind: 'boolean' }],
  ['false', { kind: 'boolean' }],
  ["''", string],
  ["'it''s \"so\" \\ {[,'", string],
  ["'a' || chr(0) || chr(10) || '😀'", string],
  ["'2023-12-07'", { kind: 'date' }],
  ["'0001-01-01'", { kind: 'date' }],
  ["'2023-12-07 01:02:03.000456'", timestamp],
  ["'1969-12-31 23:59:59.999999'", timestamp],
  ["'\\x00\\xFFa'", { kind: 'binary' }],
  ['NULL', bigint],
  ['NULL', list(bigint)],
  ['NULL', struct({ a: bigint })],
  ['[]', list(string)],
  ["['a,b', NULL, ']', '\"']", list(string)],
  ['[[1, 2], NULL, []]', list(list(bigint))],
  ['MAP {}', map(bigint)],
  ["MAP {'__proto__': 1, 'a\"': NULL, '': 9007199254740993}", map(bigint)],
  ['MAP {10: 1.5, 9: NULL}', map(double, bigint)],
  ["{'city': 'x', 'zip': 9007199254740993}", struct({ city: string, zip: bigint })],
  ["{'city': NULL, 'zip': NULL}", struct({ city: string, zip: bigint })],
  ["[{'it''s \"q\"': 1.250}]", list(struct({ 'it\'s "q"': decimal }))],
])('%s as %j is the same after it was JSON', async (value, type) => {
  const stored = `CAST(${value} AS ${duckdb.type(type)})`;
  const [text] = await row(
    `SELECT ${render(jsonText(word('v'), type), duckdb, () => '')} FROM (SELECT ${stored} AS v)`,
  );
  const literal = literalOf(String(text), type);
  const inOrder = type.kind === 'map' ? `map_from_entries(list_sort(map_entries(${stored})))` : stored;
  const same = `${literal} IS NOT DISTINCT FROM ${inOrder}, typeof(${literal}) = typeof(${stored})`;
  expect(await row(`SELECT ${same}`)).toEqual([true, true]);
});

test('a map is in the order of its keys, as it is stored', async () => {
  const literal = literalOf('{"b": 1, "aa": 2, "é": 3, "B": 4}', map(bigint));
  expect(await row(`SELECT CAST(map_keys(${literal}) AS VARCHAR)`)).toEqual(['[B, aa, b, é]']);
  const numbered = literalOf('{"9": 1, "10": 2}', map(bigint, bigint));
  expect(await row(`SELECT CAST(map_keys(${numbered}) AS VARCHAR)`)).toEqual(['[9, 10]']);
});

test('what is not of the type is no literal', () => {
  for (const [json, type] of [
    ['"7"', bigint],
    ['7', string],
    ['1', { kind: 'boolean' }],
    ['{}', list(bigint)],
    ['[]', map(bigint)],
    ['[1, "a"]', list(bigint)],
    ['{"a": "x"}', map(bigint)],
    ['{"a": "x"}', struct({ a: bigint })],
  ] as const satisfies readonly (readonly [string, Type])[]) {
    expect(literalOf(json, type)).toBe(null);
  }
});

test('members are cut as they are written', () => {
  expect(itemsOf(' [1.50, "a,]\\"", [2, {"b": 3}], {}] ')).toEqual(['1.50', '"a,]\\""', '[2, {"b": 3}]', '{}']);
  expect(itemsOf('[]')).toEqual([]);
  expect([...fieldsOf('{"a": 1, "b\\u0041\\"": {"c": [1, 2]}, "__proto__": "x: y"}')]).toEqual([
    ['a', '1'],
    ['bA"', '{"c": [1, 2]}'],
    ['__proto__', '"x: y"'],
  ]);
});
