import type { Type } from '../relation.ts';
import { type Fragment, f, joined, stringLiteral, word } from '../sql/fragment.ts';

/** A type whose `to_json` already prints the contracted text, at any depth. */
const plain = (type: Type): boolean => {
  switch (type.kind) {
    case 'decimal':
    case 'float':
    case 'double':
    case 'timestamp':
    case 'binary':
      return false;
    case 'list':
      return plain(type.element);
    case 'map':
      return type.key.kind === 'string' && plain(type.value);
    case 'struct':
      return type.fields.every((field) => plain(field.type));
    default:
      return true;
  }
};

/**
 * JSON text of a value as it goes online (stores: values on the way to JSONB): `to_json` widens 0.1f, prints NaN bare,
 * 12.50 as 12.5, timestamps without a zone and raw text of blobs, so those types are spelled here. Null gives the text `null`.
 */
export const jsonText = (value: Fragment, type: Type | undefined, depth = 0): Fragment => {
  if (type === undefined) throw new Error('internal: to_json_text without a type');
  return f`coalesce(${nonNull(value, type, depth)}, 'null')`;
};

const nonNull = (value: Fragment, type: Type, depth: number): Fragment => {
  if (plain(type)) return f`CAST(to_json(${value}) AS VARCHAR)`;
  const item = word(`e${depth}`);
  switch (type.kind) {
    case 'double':
      return f`CASE WHEN isfinite(${value}) THEN CAST(to_json(${value}) AS VARCHAR) END`;
    case 'float':
      return f`CASE WHEN isfinite(${value}) THEN CAST(${value} AS VARCHAR) END`;
    case 'decimal':
      return f`CAST(${value} AS VARCHAR)`;
    case 'timestamp':
      return f`strftime(${value}, '"%Y-%m-%dT%H:%M:%S.%fZ"')`;
    case 'binary':
      return f`'"' || base64(${value}) || '"'`;
    case 'list':
      return f`'[' || array_to_string(list_transform(${value}, lambda ${item}: ${jsonText(item, type.element, depth + 1)}), ',') || ']'`;
    case 'map':
      return f`'{' || array_to_string(list_transform(map_entries(${value}), lambda ${item}: CAST(to_json(CAST(${item}.key AS VARCHAR)) AS VARCHAR) || ':' || ${jsonText(f`${item}.value`, type.value, depth + 1)}), ',') || '}'`;
    case 'struct':
      return f`CASE WHEN ${value} IS NOT NULL THEN '{' || ${joined(
        type.fields.map(
          (field) =>
            f`${stringLiteral(`${JSON.stringify(field.name)}:`)} || ${jsonText(f`${value}[${stringLiteral(field.name)}]`, field.type, depth)}`,
        ),
        word(" || ',' || "),
      )} || '}' END`;
    default:
      throw new Error(`internal: ${type.kind} is plain`);
  }
};
