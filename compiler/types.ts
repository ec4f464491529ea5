import type { ColumnType } from '#dsl';
import type { Type } from './relation.ts';

const scalars: Readonly<Record<string, Type>> = {
  string: { kind: 'string' },
  long: { kind: 'bigint' },
  double: { kind: 'double' },
  boolean: { kind: 'boolean' },
  timestamp: { kind: 'timestamp' },
  date: { kind: 'date' },
};

/** A declared column type as the plan's; null where it is none (a project may be loaded without a type check). */
export const typeOf = (declared: ColumnType | null | undefined): Type | null => {
  if (typeof declared === 'string') return scalars[declared] ?? decimalOf(declared);
  if (typeof declared !== 'object' || declared === null) return null;
  if ('list' in declared) return wrapped(typeOf(declared.list), (element) => ({ kind: 'list', element }));
  if ('map' in declared) {
    return wrapped(typeOf(declared.map), (value) => ({ kind: 'map', key: { kind: 'string' }, value }));
  }
  if (!('struct' in declared)) return null;
  const fields = Object.entries(declared.struct).map(([name, type]) => ({ name, type: typeOf(type) }));
  return fields.some((field) => field.type === null)
    ? null
    : { kind: 'struct', fields: fields as readonly { readonly name: string; readonly type: Type }[] };
};

const wrapped = (inner: Type | null, wrap: (type: Type) => Type): Type | null => (inner === null ? null : wrap(inner));

const decimalOf = (text: string): Type | null => {
  const match = /^decimal\((\d+),\s*(\d+)\)$/.exec(text);
  const [precision, scale] = [Number(match?.[1]), Number(match?.[2])];
  return precision >= 1 && precision <= 38 && scale <= precision ? { kind: 'decimal', precision, scale } : null;
};

/** A type in the words of the DSL, for messages: `long`, `list(double)`. */
export const showType = (type: Type): string => {
  switch (type.kind) {
    case 'bigint':
      return 'long';
    case 'decimal':
      return `decimal(${type.precision}, ${type.scale})`;
    case 'list':
      return `list(${showType(type.element)})`;
    case 'map':
      return `map(${showType(type.key)}, ${showType(type.value)})`;
    case 'struct':
      return `struct({ ${type.fields.map((field) => `${field.name}: ${showType(field.type)}`).join(', ')} })`;
    default:
      return type.kind;
  }
};

/** The nearest type that a column can be declared with, as an author writes it; null where there is none. */
export const declarable = (type: Type | null): string | null => {
  switch (type?.kind) {
    case undefined:
    case 'binary':
      return null;
    case 'int':
      return 'long';
    case 'float':
      return 'double';
    case 'list': {
      const element = declarable(type.element);
      return element === null ? null : `list(${element})`;
    }
    case 'map': {
      const value = declarable(type.value);
      return value === null || type.key.kind !== 'string' ? null : `map(string, ${value})`;
    }
    case 'struct': {
      const fields = type.fields.map((field) => ({ name: field.name, type: declarable(field.type) }));
      if (fields.some((field) => field.type === null)) return null;
      return `struct({ ${fields.map((field) => `${field.name}: ${field.type}`).join(', ')} })`;
    }
    default:
      return type === null ? null : showType(type);
  }
};

/** The tag of SQL that gives this type: sql.double`...`; null where there is none. */
export const tagOf = (type: Type | null): string | null => {
  const declared = declarable(type);
  if (declared === null) return null;
  return /^\w+$/.test(declared) ? `sql.${declared}\`...\`` : `sql.as(${declared})\`...\``;
};

export const sameType = (a: Type, b: Type): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A value of `from` is exactly a value of `to`: declared long, the query gives INTEGER. */
export const widens = (from: Type, to: Type): boolean => {
  if (sameType(from, to)) return true;
  switch (to.kind) {
    case 'bigint':
      return from.kind === 'int';
    case 'double':
      return from.kind === 'float' || from.kind === 'int';
    case 'decimal':
      return (
        from.kind === 'decimal' && from.scale <= to.scale && from.precision - from.scale <= to.precision - to.scale
      );
    case 'list':
      return from.kind === 'list' && widens(from.element, to.element);
    case 'map':
      return from.kind === 'map' && widens(from.key, to.key) && widens(from.value, to.value);
    case 'struct':
      return (
        from.kind === 'struct' &&
        from.fields.length === to.fields.length &&
        from.fields.every((field, index) => {
          const wanted = to.fields[index];
          return wanted !== undefined && wanted.name === field.name && widens(field.type, wanted.type);
        })
      );
    default:
      return false;
  }
};
