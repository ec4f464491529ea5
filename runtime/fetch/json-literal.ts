import type { Type } from '#compiler/plan';
import { duckdbType } from '../engine/duckdb-type.ts';
import { literal, quoted } from '../engine/sql-text.ts';
import { fieldsOf, itemsOf } from './json-members.ts';

const isNumber = (json: string): boolean => /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(json);

/** The SQL of a text; the parser takes no U+0000. */
const text = (value: string): string => value.split('\0').map(literal).join(' || chr(0) || ');

/**
 * A value as it is served, as SQL of its type; null when the JSON is of another type.
 *
 *     literalOf('12.50', { kind: 'decimal', precision: 9, scale: 2 }) // "CAST('12.50' AS DECIMAL(9,2))"
 */
export const literalOf = (json: string, type: Type): string | null => {
  const body = json === 'null' ? 'NULL' : bodyOf(json, type);
  return body === null ? null : `CAST(${body} AS ${duckdbType(type)})`;
};

const bodyOf = (json: string, type: Type): string | null => {
  switch (type.kind) {
    case 'boolean':
      return json === 'true' || json === 'false' ? json : null;
    case 'int':
    case 'bigint':
    case 'float':
    case 'double':
    case 'decimal':
      return isNumber(json) ? literal(json) : null;
    case 'string':
    case 'date':
    case 'timestamp':
      return json.startsWith('"') ? text(JSON.parse(json) as string) : null;
    case 'binary':
      return json.startsWith('"') ? `from_base64(${text(JSON.parse(json) as string)})` : null;
    case 'list':
      return json.startsWith('[') ? listed(itemsOf(json).map((item) => literalOf(item, type.element))) : null;
    case 'map':
      return json.startsWith('{') ? mapped(fieldsOf(json), type) : null;
    case 'struct': {
      if (!json.startsWith('{')) return null;
      const fields = fieldsOf(json);
      const values = type.fields.map((field) => literalOf(fields.get(field.name) ?? 'null', field.type));
      if (values.includes(null)) return null;
      return `struct_pack(${type.fields.map(({ name }, index) => `${quoted(name)} := ${values[index]}`).join(', ')})`;
    }
  }
};

const listed = (items: readonly (string | null)[]): string | null =>
  items.includes(null) ? null : `[${items.join(', ')}]`;

const mapped = (
  fields: ReadonlyMap<string, string>,
  { key, value }: Extract<Type, { readonly kind: 'map' }>,
): string | null => {
  const values = [...fields.values()].map((one) => literalOf(one, value));
  if (values.includes(null)) return null;
  // A map's keys are text in JSON, whatever they are.
  const entries = [...fields.keys()].map(
    (name, index) => `CAST(${text(name)} AS ${duckdbType(key)}): ${values[index]}`,
  );
  // Stored maps are in key order, which a derivation may see; jsonb has an order of its own.
  return `map_from_entries(list_sort(map_entries(MAP {${entries.join(', ')}})))`;
};
