// Values on the way to JSONB: executed in DuckDB, compared with the text that stores.md asks for, and read as JSON.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { duckdb } from '#compiler';
import { jsonText } from '#compiler/dialect/duckdb-json';
import type { Type } from '#compiler/plan';
import { word } from '#compiler/sql/fragment';
import { render } from '#compiler/sql/render';
import { openDuckdb, type Session } from '../golden-case.ts';

let session: Session;
beforeAll(async () => {
  session = await openDuckdb();
});
afterAll(() => session.close());

const json = async (value: string, type: Type): Promise<string> => {
  const text = render(jsonText(word('v'), type), duckdb, () => '');
  const sql = `SELECT ${text} FROM (SELECT CAST(${value} AS ${duckdb.type(type)}) AS v)`;
  return String((await session.connection.runAndReadAll(sql)).getRows()[0]?.[0]);
};

const double: Type = { kind: 'double' };
const string: Type = { kind: 'string' };
const timestamp: Type = { kind: 'timestamp' };
const float: Type = { kind: 'float' };
const binary: Type = { kind: 'binary' };
const list = (element: Type): Type => ({ kind: 'list', element });
const map = (value: Type): Type => ({ kind: 'map', key: string, value });
const struct = (fields: Readonly<Record<string, Type>>): Type => ({
  kind: 'struct',
  fields: Object.entries(fields).map(([name, type]) => ({ name, type })),
});

test.each<readonly [string, Type, string]>([
  // Digits are kept: a double of JavaScript never touches them.
  ['9223372036854775807', { kind: 'bigint' }, '9223372036854775807'],
  ['-9223372036854775808', { kind: 'bigint' }, '-9223372036854775808'],
  ['2147483647', { kind: 'int' }, '2147483647'],
  [
    "'99999999999999999999999999999999999.999'",
    { kind: 'decimal', precision: 38, scale: 3 },
    '99999999999999999999999999999999999.999',
  ],
  ["'-0.01'", { kind: 'decimal', precision: 10, scale: 2 }, '-0.01'],
  ["'12.50'", { kind: 'decimal', precision: 10, scale: 2 }, '12.50'],
  ['0.1', double, '0.1'],
  ['42.553333333333335', double, '42.553333333333335'],
  ['5e-324', double, '5e-324'],
  // Float by its own shortest text, not as the double it widens to.
  ["'0.1'", float, '0.1'],
  ["'16777216'", float, '16777216.0'],
  // What is no number in JSON is null.
  ["'NaN'", double, 'null'],
  ["'Infinity'", double, 'null'],
  ["'-Infinity'", float, 'null'],
  ['NULL', double, 'null'],
  ['NULL', string, 'null'],
  ['true', { kind: 'boolean' }, 'true'],
  // Text.
  ["'it''s \"so\"'", string, '"it\'s \\"so\\""'],
  ["'a' || chr(10) || chr(9) || chr(92)", string, '"a\\n\\t\\\\"'],
  ["'größe 😀'", string, '"größe 😀"'],
  ["''", string, '""'],
  // Days and moments, in UTC, to the microsecond.
  ["'2023-12-07'", { kind: 'date' }, '"2023-12-07"'],
  ["'0999-01-02'", { kind: 'date' }, '"0999-01-02"'],
  ["'2023-12-07 01:02:03'", timestamp, '"2023-12-07T01:02:03.000000Z"'],
  ["'1969-12-31 23:59:59.999999'", timestamp, '"1969-12-31T23:59:59.999999Z"'],
  ["'0999-01-02 03:04:05.6'", timestamp, '"0999-01-02T03:04:05.600000Z"'],
  ['NULL', timestamp, 'null'],
  // Bytes.
  ["'\\x00\\xFFa'", binary, '"AP9h"'],
  ["''", binary, '""'],
  // Lists.
  ['[]', list(double), '[]'],
  ['[]', list(string), '[]'],
  ['NULL', list(double), 'null'],
  ["[1.5, NULL, 'NaN'::DOUBLE]", list(double), '[1.5,null,null]'],
  ["['a,b', NULL, '\"']", list(string), '["a,b",null,"\\""]'],
  ["[TIMESTAMP '2023-12-07 01:02:03', NULL]", list(timestamp), '["2023-12-07T01:02:03.000000Z",null]'],
  ["[['NaN'::DOUBLE], [], NULL]", list(list(double)), '[[null],[],null]'],
  // Maps.
  ['MAP {}', map(double), '{}'],
  ['NULL', map(double), 'null'],
  ["MAP {'a\"b': 1.5, '': 'Infinity'::DOUBLE}", map(double), '{"a\\"b":1.5,"":null}'],
  ["MAP {'k': ['NaN'::DOUBLE, 2]}", map(list(double)), '{"k":[null,2.0]}'],
  ["MAP {'k': 9007199254740993}", map({ kind: 'bigint' }), '{"k":9007199254740993}'],
  // Structs; a name of a field is text, too.
  ["{'a': 'NaN'::DOUBLE, 'b': NULL}", struct({ a: double, b: string }), '{"a":null,"b":null}'],
  ["{'it''s \"x\"': 1.5}", struct({ 'it\'s "x"': double }), '{"it\'s \\"x\\"":1.5}'],
  ['NULL', struct({ a: double }), 'null'],
  [
    "[{'at': TIMESTAMP '2023-12-07 00:00:00', 'm': MAP {'x': [0.1::FLOAT, NULL]}}, NULL]",
    list(struct({ at: timestamp, m: map(list(float)) })),
    '[{"at":"2023-12-07T00:00:00.000000Z","m":{"x":[0.1,null]}},null]',
  ],
])('%s as %j is %s', async (value, type, expected) => {
  const text = await json(value, type);
  expect(text).toBe(expected);
  expect(() => JSON.parse(text)).not.toThrow();
});
