import type { Type } from '#compiler/plan';
import { quoted } from './sql-text.ts';

/** How many ids the inside of a type takes, beside its own. */
export const nestedIdCount = (type: Type): number => {
  switch (type.kind) {
    case 'list':
      return 1 + nestedIdCount(type.element);
    case 'map':
      return 2 + nestedIdCount(type.key) + nestedIdCount(type.value);
    case 'struct':
      return type.fields.reduce((sum, field) => sum + 1 + nestedIdCount(field.type), 0);
    default:
      return 0;
  }
};

/** A type's FIELD_IDS for COPY. Ids inside it follow its own in pre-order: element; key, value; fields. */
export const fieldIdsSql = (id: number, type: Type): string => {
  switch (type.kind) {
    case 'list':
      return `{__duckdb_field_id: ${id}, element: ${fieldIdsSql(id + 1, type.element)}}`;
    case 'map': {
      const value = id + 2 + nestedIdCount(type.key);
      return `{__duckdb_field_id: ${id}, key: ${fieldIdsSql(id + 1, type.key)}, value: ${fieldIdsSql(value, type.value)}}`;
    }
    case 'struct': {
      let next = id + 1;
      const fields = type.fields.map((field) => {
        const text = `${quoted(field.name)}: ${fieldIdsSql(next, field.type)}`;
        next += 1 + nestedIdCount(field.type);
        return text;
      });
      return `{${[`__duckdb_field_id: ${id}`, ...fields].join(', ')}}`;
    }
    default:
      return String(id);
  }
};
