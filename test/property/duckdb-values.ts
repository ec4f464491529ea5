import {
  BIGINT,
  BOOLEAN,
  DATE,
  DECIMAL,
  DOUBLE,
  type DuckDBAppender,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
  LIST,
  MAP,
  STRUCT,
  TIMESTAMP,
  VARCHAR,
} from '@duckdb/node-api';
import type { ColumnType } from '#dsl';
import { type Exact, type Plain, read, scaleOf, write } from '#runtime/verify/value';

const scalars: Readonly<Record<string, DuckDBType>> = {
  string: VARCHAR,
  long: BIGINT,
  double: DOUBLE,
  boolean: BOOLEAN,
  date: DATE,
  timestamp: TIMESTAMP,
};

const widthOf = (type: ColumnType): number => Number(/\((\d+)/.exec(String(type))?.[1]);

/** The type of a column that was declared so. */
export const duckdbType = (type: ColumnType): DuckDBType => {
  if (typeof type === 'string') return scalars[type] ?? DECIMAL(widthOf(type), scaleOf(type) ?? 0);
  if ('list' in type) return LIST(duckdbType(type.list));
  if ('map' in type) return MAP(VARCHAR, duckdbType(type.map));
  return STRUCT(Object.fromEntries(Object.entries(type.struct).map(([name, of]) => [name, duckdbType(of)])));
};

/** Appends a value as it is: NaN, infinities and -0.0 must reach the engine. */
export const append = (appender: DuckDBAppender, value: Plain, type: ColumnType): void =>
  appender.appendValue(given(value, type), duckdbType(type));

const given = (value: Plain, type: ColumnType): DuckDBValue => {
  if (value === null || typeof value === 'number') return value;
  if (typeof type === 'string') return scalar(read(value, type, 'a table'), type);
  if ('list' in type) return new DuckDBListValue((value as readonly Plain[]).map((one) => given(one, type.list)));
  if ('map' in type) {
    const entries = [...(value as ReadonlyMap<string, Plain>)];
    return new DuckDBMapValue(entries.map(([key, one]) => ({ key, value: given(one, type.map) })));
  }
  const fields = value as { readonly [field: string]: Plain };
  return new DuckDBStructValue(
    Object.fromEntries(Object.entries(type.struct).map(([name, of]) => [name, given(fields[name] ?? null, of)])),
  );
};

const scalar = (exact: Exact | null, type: ColumnType): DuckDBValue => {
  if (typeof exact !== 'bigint' || type === 'long') return exact as DuckDBValue;
  if (type === 'date') return new DuckDBDateValue(Number(exact));
  if (type === 'timestamp') return new DuckDBTimestampValue(exact);
  return new DuckDBDecimalValue(exact, widthOf(type), scaleOf(type) ?? 0);
};

/** A value of a result. */
export const plain = (value: DuckDBValue): Plain => {
  if (value instanceof DuckDBDateValue) return write(BigInt(value.days), 'date');
  if (value instanceof DuckDBTimestampValue) return write(value.micros, 'timestamp');
  if (value instanceof DuckDBDecimalValue) return write(value.value, `decimal(${value.width},${value.scale})`);
  if (value instanceof DuckDBListValue) return value.items.map(plain);
  if (value instanceof DuckDBMapValue) {
    return new Map(value.entries.map(({ key, value: of }) => [String(key), plain(of)]));
  }
  if (value instanceof DuckDBStructValue) {
    return Object.fromEntries(Object.entries(value.entries).map(([name, of]) => [name, plain(of)]));
  }
  if (value === null || ['string', 'bigint', 'number', 'boolean'].includes(typeof value)) return value as Plain;
  throw new Error(`no plain value: ${String(value)}`);
};
