import {
  Binary,
  Bool,
  type DataType,
  DateDay,
  Decimal,
  Field,
  Float32,
  Float64,
  Int32,
  Int64,
  List,
  Map_,
  Struct,
  TimestampMicrosecond,
  Utf8,
} from 'apache-arrow';
import type { Type } from '#compiler/plan';

/** A column's type in Arrow. Timestamps are UTC without a zone, to the microsecond. */
export const arrowType = (type: Type): DataType => {
  switch (type.kind) {
    case 'boolean':
      return new Bool();
    case 'int':
      return new Int32();
    case 'bigint':
      return new Int64();
    case 'float':
      return new Float32();
    case 'double':
      return new Float64();
    case 'string':
      return new Utf8();
    case 'binary':
      return new Binary();
    case 'date':
      return new DateDay();
    case 'timestamp':
      return new TimestampMicrosecond();
    case 'decimal':
      return new Decimal(type.scale, type.precision, 128);
    case 'list':
      return new List(new Field('element', arrowType(type.element), true));
    case 'map': {
      const entry = [new Field('key', arrowType(type.key), false), new Field('value', arrowType(type.value), true)];
      return new Map_(new Field('entries', new Struct(entry as never), false), false) as DataType;
    }
    case 'struct':
      return new Struct(type.fields.map((field) => new Field(field.name, arrowType(field.type), true)));
  }
};

/** An engine's value (see ports: Engine) as Arrow's builders take it. */
export const arrowValue = (value: unknown, type: Type): unknown => {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case 'date':
      return new Date(`${String(value)}T00:00:00Z`);
    case 'timestamp':
      return (value as Date).getTime();
    case 'decimal':
      return decimalWords(String(value), type.scale);
    case 'list':
      return (value as readonly unknown[]).map((one) => arrowValue(one, type.element));
    case 'map': {
      const entries = value as readonly (readonly [unknown, unknown])[];
      return new Map(entries.map(([key, item]) => [arrowValue(key, type.key), arrowValue(item, type.value)]));
    }
    case 'struct': {
      const fields = value as Readonly<Record<string, unknown>>;
      return Object.fromEntries(type.fields.map(({ name, type: of }) => [name, arrowValue(fields[name], of)]));
    }
    default:
      return value;
  }
};

/** 128 bits, least word first, two's complement. */
const decimalWords = (text: string, scale: number): Uint32Array => {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const digits = BigInt(whole + fraction.padEnd(scale, '0'));
  const bits = BigInt.asUintN(128, text.startsWith('-') ? -digits : digits);
  return Uint32Array.from([0n, 32n, 64n, 96n], (shift) => Number((bits >> shift) & 0xffffffffn));
};
