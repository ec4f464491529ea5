import type { Column, Type } from '#compiler/plan';
import { ConfigError } from '../errors.ts';

const wrong = (column: Column, got: string): ConfigError =>
  new ConfigError({
    code: 'CHR2310',
    message: `key ${column.name} is ${spelled(column.type)}, got ${got}`,
    hint: `Give ${column.name} as ${example(column.type)}.`,
  });

const spelled = (type: Type): string =>
  type.kind === 'decimal' ? `decimal(${type.precision}, ${type.scale})` : type.kind;

const example = (type: Type): string => {
  switch (type.kind) {
    case 'int':
    case 'bigint':
      return 'a whole number';
    case 'boolean':
      return 'true or false';
    case 'date':
      return 'a day, YYYY-MM-DD';
    default:
      return 'text';
  }
};

/** A value as a person would write it, short. */
const shown = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? typeof value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

const bounds = { int: 31n, bigint: 63n } as const;

const integer = (column: Column, kind: keyof typeof bounds, value: unknown): bigint => {
  const unsafe = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
  if (unsafe) throw wrong(column, `${value}, a number that has lost digits; give it as text or bigint`);
  const isWhole =
    typeof value === 'bigint' ||
    (typeof value === 'number' && Number.isInteger(value)) ||
    (typeof value === 'string' && /^[+-]?\d{1,30}$/.test(value));
  if (!isWhole) throw wrong(column, shown(value));
  const exact = BigInt(typeof value === 'string' ? value.replace(/^\+/, '') : value);
  const limit = 2n ** bounds[kind];
  if (exact < -limit || exact >= limit) throw wrong(column, `${exact}, which is out of range`);
  return exact;
};

const day = (column: Column, value: unknown): string => {
  const text = value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString().slice(0, 10) : value;
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) throw wrong(column, shown(value));
  const time = Date.parse(`${text}T00:00:00Z`);
  // 2023-02-30 is read as 2 March.
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) throw wrong(column, shown(value));
  return text;
};

const truth = (column: Column, value: unknown): boolean => {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw wrong(column, shown(value));
};

/** The value by its column's type, ready for JSON. */
const typed = (column: Column, value: unknown): string | bigint | boolean | null => {
  if (value === null) return null;
  const { kind } = column.type;
  switch (kind) {
    case 'string':
      if (typeof value !== 'string') throw wrong(column, shown(value));
      return value;
    case 'int':
    case 'bigint':
      return integer(column, kind, value);
    case 'date':
      return day(column, value);
    case 'boolean':
      return truth(column, value);
    default:
      throw wrong(column, `${shown(value)}; a key of this type cannot be looked up`);
  }
};

/** As DuckDB prints it, which wrote the stored text: the one difference is the case of `\\u001F`. */
const json = (value: string | bigint | boolean | null): string =>
  typeof value === 'bigint'
    ? String(value)
    : JSON.stringify(value).replaceAll(/\\(?:u(....)|.)/g, (code, hex?: string) =>
        hex === undefined ? code : `\\u${hex.toUpperCase()}`,
      );

/**
 * The text under which a row is stored online: one key is its own canonical text, several are compact JSON in the order
 * of `keys`. Integers are exact (bigint, text, or a number up to 2^53), dates text or Date. Throws ConfigError (CHR2310)
 * for a value that is not of its column's type.
 *
 *     keyText([{ name: 'user_id', type: { kind: 'bigint' } }], [7n]) // '7'
 */
export const keyText = (keys: readonly Column[], values: readonly unknown[]): string => {
  if (values.length !== keys.length) {
    throw new ConfigError({
      code: 'CHR2310',
      message: `the key has ${keys.length} columns (${keys.map(({ name }) => name).join(', ')}), got ${values.length} values`,
      hint: 'Give one value for each key column.',
    });
  }
  const parts = keys.map((column, index) => typed(column, values[index]));
  const [only, ...rest] = parts;
  if (rest.length > 0) return `[${parts.map(json).join(',')}]`;
  const [column] = keys;
  if (only === undefined || column === undefined) throw new Error('internal: a definition without keys');
  if (only === null) throw wrong(column, 'null; a row whose only key is null is not stored');
  return String(only);
};
