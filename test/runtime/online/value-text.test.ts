import { expect, test } from 'vitest';
import type { Type } from '#compiler/plan';
import { valueText } from '#runtime/online/value-text';

const text = (type: Type, value: unknown): string => valueText({ name: 'c', type }, value);
const double: Type = { kind: 'double' };
const decimal: Type = { kind: 'decimal', precision: 5, scale: 2 };
const timestamp: Type = { kind: 'timestamp' };

test('a value of each type, as text or as what JavaScript has for it', () => {
  expect(text({ kind: 'string' }, 'a"')).toBe('"a\\""');
  expect(text({ kind: 'bigint' }, '9007199254740993')).toBe('9007199254740993');
  expect(text({ kind: 'boolean' }, 'true')).toBe('true');
  expect(text({ kind: 'date' }, new Date('2024-02-29T12:00:00Z'))).toBe('"2024-02-29"');
  expect(text(double, '-1.5e-7')).toBe('-1.5e-7');
  expect(text(double, 0.1)).toBe('0.1');
  expect(text(double, '+3')).toBe('3');
  expect(text(decimal, '-007.50')).toBe('-007.50');
  expect(text(decimal, 999.99)).toBe('999.99');
  expect(text(decimal, '1.2300')).toBe('1.2300');
  expect(text(timestamp, '2024-02-29 01:02:03.000456')).toBe('"2024-02-29T01:02:03.000456Z"');
  expect(text(timestamp, '2024-02-29T01:02:03Z')).toBe('"2024-02-29T01:02:03Z"');
  expect(text(timestamp, new Date(0))).toBe('"1970-01-01T00:00:00.000Z"');
  expect(text(double, null)).toBe('null');
});

test('another type is refused by name', () => {
  const refused = (message: string): unknown =>
    expect.objectContaining({ code: 'CHR2310', message: expect.stringContaining(message) as unknown });
  expect(() => text(double, 'NaN')).toThrow(refused('key c is double, got "NaN"'));
  expect(() => text(double, Number.POSITIVE_INFINITY)).toThrow(refused('key c is double'));
  expect(() => text(double, '1e999')).toThrow(refused('key c is double'));
  expect(() => text(double, '')).toThrow(refused('got ""'));
  expect(() => text(decimal, '1000')).toThrow(refused('key c is decimal(5, 2), got "1000", which does not fit'));
  expect(() => text(decimal, '0.001')).toThrow(refused('does not fit'));
  expect(() => text(decimal, '1e2')).toThrow(refused('got "1e2"'));
  expect(() => text(timestamp, '2023-02-30 00:00:00')).toThrow(refused('key c is timestamp'));
  expect(() => text(timestamp, '2023-02-03')).toThrow(refused('key c is timestamp'));
  expect(() => text({ kind: 'list', element: double }, [1])).toThrow(refused('cannot be looked up'));
});
