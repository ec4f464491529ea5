import type { Column, Type } from '#compiler/plan';
import { ConfigError } from '../errors.ts';

/** What was given for a column is not of its type. */
export const wrong = (column: Column, got: string): ConfigError =>
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
    case 'float':
    case 'double':
    case 'decimal':
      return 'a number';
    case 'timestamp':
      return 'a time, YYYY-MM-DDTHH:MM:SSZ';
    case 'boolean':
      return 'true or false';
    case 'date':
      return 'a day, YYYY-MM-DD';
    default:
      return 'text';
  }
};

/** A value as a person would write it, short. */
export const shown = (value: unknown): string => {
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

/** A value by the type of its key column, ready for JSON. */
export const typed = (column: Column, value: unknown): string | bigint | boolean | null => {
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
export const json = (value: string | bigint | boolean | null): string =>
  typeof value === 'bigint'
    ? String(value)
    : JSON.stringify(value).replaceAll(/\\(?:u(....)|.)/g, (code, hex?: string) =>
        hex === undefined ? code : `\\u${hex.toUpperCase()}`,
      );
