import { expect, test } from 'vitest';
import type { Type } from '#compiler/plan';
import { duckdbType, parseDuckdbType, readDuckdbType } from '#runtime/engine/duckdb-type';

const int: Type = { kind: 'int' };
const text: Type = { kind: 'string' };

const stored: readonly (readonly [string, Type])[] = [
  ['BOOLEAN', { kind: 'boolean' }],
  ['INTEGER', int],
  ['BIGINT', { kind: 'bigint' }],
  ['FLOAT', { kind: 'float' }],
  ['DOUBLE', { kind: 'double' }],
  ['VARCHAR', text],
  ['BLOB', { kind: 'binary' }],
  ['DATE', { kind: 'date' }],
  ['TIMESTAMP', { kind: 'timestamp' }],
  ['DECIMAL(38,4)', { kind: 'decimal', precision: 38, scale: 4 }],
  ['INTEGER[]', { kind: 'list', element: int }],
  ['INTEGER[][]', { kind: 'list', element: { kind: 'list', element: int } }],
  ['MAP(VARCHAR, INTEGER[])', { kind: 'map', key: text, value: { kind: 'list', element: int } }],
];

test.each(stored)('%s is stored as it is', (spelled, type) => {
  expect(parseDuckdbType(spelled)).toEqual(type);
  expect(duckdbType(type)).toBe(spelled);
});

test('a struct keeps names with spaces, commas, parentheses and quotes', () => {
  const type: Type = {
    kind: 'struct',
    fields: [
      { name: 'a', type: int },
      { name: 'b, (c', type: { kind: 'list', element: { kind: 'decimal', precision: 2, scale: 1 } } },
      { name: 'q"x', type: { kind: 'map', key: text, value: int } },
    ],
  };
  const printed = 'STRUCT(a INTEGER, "b, (c" DECIMAL(2,1)[], "q""x" MAP(VARCHAR, INTEGER))';
  expect(parseDuckdbType(printed)).toEqual(type);
  expect(parseDuckdbType(duckdbType(type))).toEqual(type);
});

test.each([
  ['TINYINT', int],
  ['USMALLINT', int],
  ['UINTEGER', { kind: 'bigint' }],
  ['UBIGINT', { kind: 'decimal', precision: 20, scale: 0 }],
  ['TIMESTAMP_NS', { kind: 'timestamp' }],
  ['TIMESTAMP WITH TIME ZONE', { kind: 'timestamp' }],
  ['UUID', text],
  ["ENUM('a', 'b'')')", text],
  ['SMALLINT[]', { kind: 'list', element: int }],
  ['INTEGER[3]', { kind: 'list', element: int }],
] as const)('%s needs a widening cast', (spelled, type) => {
  expect(readDuckdbType(spelled)).toEqual({ type, cast: true });
  expect(parseDuckdbType(spelled)).toBeNull();
});

test.each([
  'HUGEINT',
  'UHUGEINT',
  'TIME',
  'INTERVAL',
  'BIT',
  'UNION(a INTEGER)',
  'HUGEINT[]',
  'STRUCT(a TIME)',
  'nonsense',
])('%s has no place in a table', (spelled) => {
  expect(readDuckdbType(spelled)).toBeNull();
});
