import type { Column, Type } from '#compiler/plan';
import { quoted } from './sql-text.ts';

/** A type read from DuckDB; `cast`: a value must be cast to `type`, because DuckDB's own type is not stored. */
export type ReadType = { readonly type: Type; readonly cast: boolean };

const spelling = {
  boolean: 'BOOLEAN',
  int: 'INTEGER',
  bigint: 'BIGINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  string: 'VARCHAR',
  binary: 'BLOB',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
} as const;

/** The type as DuckDB spells it, the way DESCRIBE prints it. */
export const duckdbType = (type: Type): string => {
  switch (type.kind) {
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`;
    case 'list':
      return `${duckdbType(type.element)}[]`;
    case 'map':
      return `MAP(${duckdbType(type.key)}, ${duckdbType(type.value)})`;
    case 'struct':
      return `STRUCT(${type.fields.map((field) => `${quoted(field.name)} ${duckdbType(field.type)}`).join(', ')})`;
    default:
      return spelling[type.kind];
  }
};

const plain = (kind: keyof typeof spelling): ReadType => ({ type: { kind }, cast: false });
const widened = (kind: keyof typeof spelling): ReadType => ({ type: { kind }, cast: true });

const scalars: ReadonlyMap<string, ReadType> = new Map([
  ...Object.entries(spelling).map(([kind, text]) => [text, plain(kind as keyof typeof spelling)] as const),
  ['TINYINT', widened('int')],
  ['SMALLINT', widened('int')],
  ['UTINYINT', widened('int')],
  ['USMALLINT', widened('int')],
  ['UINTEGER', widened('bigint')],
  ['UBIGINT', { type: { kind: 'decimal', precision: 20, scale: 0 }, cast: true }],
  ['TIMESTAMP_S', widened('timestamp')],
  ['TIMESTAMP_MS', widened('timestamp')],
  ['TIMESTAMP_NS', widened('timestamp')],
  ['TIMESTAMP WITH TIME ZONE', widened('timestamp')],
  ['UUID', widened('string')],
  ['JSON', widened('string')],
]);

/** Cuts at commas that stand outside parentheses and quotes. */
const split = (text: string): readonly string[] => {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? '';
    if (quote !== '') {
      if (letter === quote) quote = '';
    } else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === '(') depth += 1;
    else if (letter === ')') depth -= 1;
    else if (letter === ',' && depth === 0) {
      parts.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  parts.push(text.slice(from).trim());
  return parts;
};

const structField = (text: string): (Column & { readonly cast: boolean }) | null => {
  const found = /^"((?:[^"]|"")*)" (.*)$/s.exec(text) ?? /^(\S+) (.*)$/s.exec(text);
  if (found === null) return null;
  const read = readDuckdbType(found[2] ?? '');
  return read === null ? null : { name: (found[1] ?? '').replaceAll('""', '"'), ...read };
};

/** A type as DESCRIBE prints it, widened where the store has no such type; null: no column may have it. */
export const readDuckdbType = (text: string): ReadType | null => {
  const list = /^(.*)\[(\d*)\]$/s.exec(text);
  if (list !== null) {
    const element = readDuckdbType(list[1] ?? '');
    return element && { type: { kind: 'list', element: element.type }, cast: element.cast || list[2] !== '' };
  }
  const scalar = scalars.get(text);
  if (scalar !== undefined) return scalar;
  const call = /^([A-Z]+)\((.*)\)$/s.exec(text);
  const inside = call?.[2] ?? '';
  switch (call?.[1]) {
    case 'ENUM':
      return widened('string');
    case 'DECIMAL': {
      const [precision, scale] = split(inside).map(Number);
      return { type: { kind: 'decimal', precision: precision ?? 18, scale: scale ?? 0 }, cast: false };
    }
    case 'MAP': {
      const [key, value] = split(inside).map(readDuckdbType);
      if (!key || !value) return null;
      return { type: { kind: 'map', key: key.type, value: value.type }, cast: key.cast || value.cast };
    }
    case 'STRUCT': {
      const fields = split(inside).map(structField);
      if (fields.includes(null)) return null;
      const known = fields.filter((field) => field !== null);
      return {
        type: { kind: 'struct', fields: known.map(({ name, type }) => ({ name, type })) },
        cast: known.some((field) => field.cast),
      };
    }
    default:
      return null;
  }
};

/** A type as DESCRIBE prints it; null where the store cannot hold it as it is (unsigned, HUGEINT, TIME, ...). */
export const parseDuckdbType = (text: string): Type | null => {
  const read = readDuckdbType(text);
  return read === null || read.cast ? null : read.type;
};
