import {
  DuckDBBlobValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from '@duckdb/node-api';

const MICROS = 1000n;

/** Epoch microseconds to a Date, rounded down to the millisecond. */
const dateOf = (micros: bigint): Date => {
  const millis = micros / MICROS;
  return new Date(Number(micros < 0n && micros % MICROS !== 0n ? millis - 1n : millis));
};

/**
 * DuckDB's value as ports.ts promises it: BIGINT bigint, DATE and DECIMAL text, TIMESTAMP Date, BLOB Uint8Array,
 * LIST array, MAP array of [key, value], STRUCT object.
 */
export const plainValue = (value: DuckDBValue): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) return dateOf(value.micros);
  if (value instanceof DuckDBDecimalValue) return value.toString();
  if (value instanceof DuckDBBlobValue) return Uint8Array.from(value.bytes);
  if (value instanceof DuckDBListValue) return value.items.map(plainValue);
  if (value instanceof DuckDBMapValue)
    return value.entries.map((entry) => [plainValue(entry.key), plainValue(entry.value)]);
  if (value instanceof DuckDBStructValue) {
    return Object.fromEntries(Object.entries(value.entries).map(([name, field]) => [name, plainValue(field)]));
  }
  return value.toString();
};
