import type { ColumnType } from '#dsl';
import { EngineError } from '../errors.ts';

/**
 * A value as it is read from a table: string text, long bigint, double number, boolean, decimal text, date `YYYY-MM-DD`,
 * timestamp UTC ISO text with up to six digits of a second (or a Date, which holds three), list an array, map a Map (an
 * object would put keys that look like numbers first), struct an object.
 */
export type Plain =
  | string
  | bigint
  | number
  | boolean
  | Date
  | null
  | readonly Plain[]
  | ReadonlyMap<string, Plain>
  | { readonly [field: string]: Plain };

/** One row of a source's table: `ds` is its partition, null or absent where the source has none. */
export type InputRow = { readonly ds?: string | null; readonly [column: string]: Plain | undefined };

/**
 * A value as the oracle compares it: decimal in units of its last digit, date in days, timestamp in microseconds; a list
 * by its elements, a struct by its fields in order, a map by its entries sorted by key.
 */
export type Exact = string | bigint | number | boolean | readonly (Exact | null)[];

const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/;
const timestampPattern = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?(?:Z|\+00(?::00)?)?$/;
const decimalPattern = /^(-?)(\d+)(?:\.(\d+))?$/;
const microsOfDay = 86_400_000_000n;

/** Digits behind the point; null for other types. */
export const scaleOf = (type: ColumnType): number | null => {
  const scale = typeof type === 'string' ? /^decimal\(\d+, *(\d+)\)$/.exec(type)?.[1] : undefined;
  return scale === undefined ? null : Number(scale);
};

/** Days since 1970-01-01 of `YYYY-MM-DD`; null when the text is not a day. */
export const dayNumber = (text: string): bigint | null => {
  const millis = datePattern.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(millis) ? null : BigInt(millis) / 86_400_000n;
};

const dayText = (day: bigint): string => new Date(Number(day * 86_400_000n)).toISOString().slice(0, 10);

const readTimestamp = (value: Plain): bigint | null => {
  if (value instanceof Date) return BigInt(value.getTime()) * 1000n;
  const [, date = '', hours, minutes, seconds, fraction = ''] = timestampPattern.exec(String(value)) ?? [];
  const day = dayNumber(date);
  if (day === null) return null;
  const second = BigInt(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
  return day * microsOfDay + second * 1_000_000n + BigInt(fraction.padEnd(6, '0'));
};

const readDecimal = (value: Plain, scale: number): bigint | null => {
  const [, sign, whole, fraction = ''] = decimalPattern.exec(String(value)) ?? [];
  if (whole === undefined || fraction.length > scale) return null;
  const units = BigInt(`${whole}${fraction.padEnd(scale, '0')}`);
  return sign === '-' ? -units : units;
};

const readScalar = (value: Exclude<Plain, null>, type: ColumnType): Exact | null => {
  switch (type) {
    case 'string':
      return typeof value === 'string' ? value : null;
    case 'long':
      return typeof value === 'bigint' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'double':
      return typeof value === 'number' ? value : null;
    case 'date':
      return typeof value === 'string' ? dayNumber(value) : null;
    case 'timestamp':
      return readTimestamp(value);
    default: {
      const scale = scaleOf(type);
      return scale === null ? null : readDecimal(value, scale);
    }
  }
};

const isObject = (value: Plain): value is { readonly [field: string]: Plain } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Map);

/** Null: not of the type. */
const readNested = (value: Plain, type: Exclude<ColumnType, string>, column: string): Exact | null => {
  if ('list' in type) {
    return Array.isArray(value) ? value.map((element: Plain) => read(element, type.list, column)) : null;
  }
  if ('map' in type) {
    if (!(value instanceof Map)) return null;
    return [...(value as ReadonlyMap<string, Plain>)]
      .map(([key, one]) => [key, read(one, type.map, column)] as const)
      .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }
  return isObject(value) ? Object.entries(type.struct).map(([name, one]) => read(value[name], one, column)) : null;
};

/**
 * A plain value as its declared type says, at any depth. Null stays null, a double that is NaN or infinite is null, -0.0
 * is 0.0. Throws EngineError (CHR2150) when the value is not of the type.
 */
export const read = (value: Plain | undefined, type: ColumnType, column: string): Exact | null => {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' && type === 'double') return Number.isFinite(value) ? value + 0 : null;
  const exact = typeof type === 'string' ? readScalar(value, type) : readNested(value, type, column);
  if (exact !== null) return exact;
  throw new EngineError({
    code: 'CHR2150',
    message: `column ${column}: ${String(value)} (${typeof value}) is not a value of type ${JSON.stringify(type)}`,
    hint: 'The oracle takes long as bigint, double as number, decimal, date and timestamp as text, lists as arrays, maps as Map, structs as objects.',
  });
};

/** A map's exact value as its entries. */
export const entriesOf = (map: Exact): readonly (readonly [key: string, value: Exact | null])[] =>
  map as unknown as readonly (readonly [string, Exact | null])[];

const writeNested = (value: readonly (Exact | null)[], type: Exclude<ColumnType, string>): Plain => {
  const inner = (one: Exact | null, of: ColumnType): Plain => (one === null ? null : write(one, of));
  if ('list' in type) return value.map((element) => inner(element, type.list));
  if ('map' in type) return new Map(entriesOf(value).map(([key, one]) => [key, inner(one, type.map)]));
  return Object.fromEntries(
    Object.entries(type.struct).map(([name, of], index) => [name, inner(value[index] ?? null, of)]),
  );
};

/**
 * An exact value as a plain one: decimals with all digits of their scale, timestamps `YYYY-MM-DDTHH:MM:SS.ffffffZ`, maps
 * in key order.
 */
export const write = (value: Exact, type: ColumnType): Plain => {
  if (typeof value === 'object') {
    if (typeof type === 'string') throw new Error(`internal: a nested value of type ${type}`);
    return writeNested(value, type);
  }
  if (typeof value !== 'bigint') return value;
  if (type === 'date') return dayText(value);
  if (type === 'timestamp') {
    const micros = ((value % 1000n) + 1000n) % 1000n;
    return `${new Date(Number((value - micros) / 1000n)).toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}Z`;
  }
  const scale = scaleOf(type);
  if (scale === null) return value;
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return `${value < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${digits.slice(-scale)}`}`;
};
