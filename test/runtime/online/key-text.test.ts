import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Column, Type } from '#compiler/plan';
import { keyText } from '#runtime/online/key-text';

const column = (name: string, kind: 'string' | 'bigint' | 'int' | 'boolean' | 'date'): Column => ({
  name,
  type: { kind },
});

const refusal = (message: string): unknown =>
  expect.objectContaining({ code: 'CHR2310', exitCode: 2, message: expect.stringContaining(message) as unknown });

const one = (kind: Parameters<typeof column>[1], value: unknown): string => keyText([column('k', kind)], [value]);

test('one key is its own canonical text', () => {
  expect(one('string', '["a"]')).toBe('["a"]');
  expect(one('string', '')).toBe('');
  expect(one('bigint', 9007199254740993n)).toBe('9007199254740993');
  expect(one('bigint', '9007199254740993')).toBe('9007199254740993');
  expect(one('bigint', '-007')).toBe('-7');
  expect(one('bigint', '-0')).toBe('0');
  expect(one('bigint', -0)).toBe('0');
  expect(one('int', 7)).toBe('7');
  expect(one('boolean', 'true')).toBe('true');
  expect(one('date', '2024-02-29')).toBe('2024-02-29');
  expect(one('date', new Date('2024-02-29T23:59:59Z'))).toBe('2024-02-29');
});

test('several keys are compact JSON in their order', () => {
  const keys = [column('a', 'string'), column('b', 'bigint'), column('c', 'bigint'), column('d', 'date')];
  expect(keyText(keys, ['a', null, '9223372036854775807', '2024-01-01'])).toBe(
    '["a",null,9223372036854775807,"2024-01-01"]',
  );
});

test('a value of another type is refused by name', () => {
  const decimal: Type = { kind: 'decimal', precision: 9, scale: 2 };
  expect(() => keyText([column('user_id', 'string')], [7])).toThrow(refusal('key user_id is string, got 7'));
  expect(() => one('bigint', 'user_1')).toThrow(refusal('key k is bigint, got "user_1"'));
  expect(() => one('bigint', 1.5)).toThrow(refusal('got 1.5'));
  expect(() => one('bigint', '')).toThrow(refusal('got ""'));
  expect(() => one('bigint', 2 ** 53 + 2)).toThrow(refusal('lost digits'));
  expect(() => one('bigint', 2n ** 63n)).toThrow(refusal('out of range'));
  expect(() => one('int', 2 ** 31)).toThrow(refusal('out of range'));
  expect(() => one('date', '2023-02-30')).toThrow(refusal('key k is date, got "2023-02-30"'));
  expect(() => one('boolean', 1)).toThrow(refusal('key k is boolean, got 1'));
  expect(() => one('string', undefined)).toThrow(refusal('got nothing'));
  expect(() => one('string', null)).toThrow(refusal('null'));
  expect(() => keyText([{ name: 'p', type: decimal }], ['1.00'])).toThrow(refusal('key p is decimal(9, 2)'));
  expect(() => keyText([column('a', 'string'), column('b', 'string')], ['x'])).toThrow(refusal('2 columns (a, b)'));
});

test('composite keys are the text that DuckDB writes', async () => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const statement = await connection.prepare('SELECT CAST(to_json([$1::VARCHAR, $2::VARCHAR]) AS VARCHAR)');
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.nat(0x7f).map((n) => String.fromCharCode(n)) }),
  );
  try {
    await fc.assert(
      fc.asyncProperty(text, fc.option(text), async (a, b) => {
        fc.pre(!`${a}${b}`.includes('\0'));
        statement.bindVarchar(1, a);
        if (b === null) statement.bindNull(2);
        else statement.bindVarchar(2, b);
        const rows = (await statement.runAndReadAll()).getRows();
        expect(keyText([column('a', 'string'), column('b', 'string')], [a, b])).toBe(rows[0]?.[0]);
      }),
      { numRuns: 1000 },
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
});
