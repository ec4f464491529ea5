import type { Type } from '../relation.ts';
import { comma, type Fragment, f, joined, name, stringLiteral, word } from '../sql/fragment.ts';

/** A type in which nothing can need cleaning. */
const clear = (type: Type): boolean => {
  switch (type.kind) {
    case 'float':
    case 'double':
    case 'map':
      return false;
    case 'list':
      return clear(type.element);
    case 'struct':
      return type.fields.every((field) => clear(field.type));
    default:
      return true;
  }
};

/** A value whose floats, at any depth, are finite or null and not -0.0, and whose map entries stand in key order. */
export const clean = (value: Fragment, type: Type, depth = 0): Fragment => {
  if (clear(type)) return value;
  const item = word(`c${depth}`);
  switch (type.kind) {
    case 'float':
    case 'double':
      return f`CASE WHEN isfinite(${value}) THEN ${value} + 0 END`;
    case 'list':
      return f`list_transform(${value}, lambda ${item}: ${clean(item, type.element, depth + 1)})`;
    case 'map': {
      const entry = f`{key: ${item}.key, value: ${clean(f`${item}.value`, type.value, depth + 1)}}`;
      return f`map_from_entries(list_transform(list_sort(map_entries(${value})), lambda ${item}: ${entry}))`;
    }
    case 'struct': {
      const fields = type.fields.map(
        (field) => f`${name(field.name)}: ${clean(f`${value}[${stringLiteral(field.name)}]`, field.type, depth)}`,
      );
      return f`CASE WHEN ${value} IS NOT NULL THEN {${joined(fields, comma)}} END`;
    }
    default:
      throw new Error(`internal: ${type.kind} is clear`);
  }
};
