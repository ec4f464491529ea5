import type { ColumnType } from '#dsl';
import { EngineError } from '../errors.ts';

/**
 * A value as it is read from a table: string text, long bigint, double number, boolean, decimal text, date `YYYY-MM-DD`,
 * timestamp UTC ISO text with up to six digits of a second (or a Date, which holds three).
 */
export type Plain = string | bigint | number | boolean | Date | null;

/** One row of a source's table: `ds` is its partition, null or absent where the source has none. */
export type InputRow = { readonly ds?: string | null; readonly [column: string]: Plain | undefined };

/** A value as the oracle compares it: decimal in units of its last digit, date in days, timestamp in microseconds. */
export type Exact = string | bigint | number | boolean;

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

/**
 * A plain value as its declared type says. Null stays null, a double that is NaN or infinite is null, -0.0 is 0.0.
 * Throws EngineError (CHR2150) when the value is not of the type, or the type is not a scalar.
 */
export const read = (value: Plain | undefined, type: ColumnType, column: string): Exact | null => {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' && type === 'double') return Number.isFinite(value) ? value + 0 : null;
  const exact = readScalar(value, type);
  if (exact !== null) return exact;
  throw new EngineError({
    code: 'CHR2150',
    message: `column ${column}: ${String(value)} (${typeof value}) is not a value of type ${JSON.stringify(type)}`,
    hint: 'The oracle takes long as bigint, double as number, decimal, date and timestamp as text, and no lists, maps or structs.',
  });
};

/** An exact value as a plain one: decimals with all digits of their scale, timestamps `YYYY-MM-DDTHH:MM:SS.ffffffZ`. */
export const write = (value: Exact, type: ColumnType): Plain => {
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
