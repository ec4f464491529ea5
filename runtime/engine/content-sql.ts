import type { Type } from '#compiler/plan';
import type { Scan } from '../ports.ts';
import { scanSql } from './scan-sql.ts';
import { literal, quoted } from './sql-text.ts';

/**
 * A double kept to 30 binary digits (1e-9 relative): parallel sums differ in the last bits from run to run. Dekker's
 * split: of 53 digits, adding and taking away 2^23 times the value leaves the upper 30, rounded.
 */
const rounded = (value: string): string => {
  const large = `${value} * 8388609e0`;
  return `CASE WHEN abs(${value}) BETWEEN 1e-290 AND 1e300 THEN ${large} - (${large} - ${value}) ELSE ${value} END`;
};

const holdsFloat = (type: Type): boolean => {
  switch (type.kind) {
    case 'float':
    case 'double':
      return true;
    case 'list':
      return holdsFloat(type.element);
    case 'map':
      return holdsFloat(type.key) || holdsFloat(type.value);
    case 'struct':
      return type.fields.some((field) => holdsFloat(field.type));
    default:
      return false;
  }
};

/** The value in the form that is hashed: floats rounded, map entries in key order. */
const canonical = (value: string, type: Type, depth = 0): string => {
  switch (type.kind) {
    case 'float':
    case 'double':
      return rounded(`(${value})::DOUBLE`);
    case 'list': {
      if (!holdsFloat(type.element)) return value;
      const item = `i${depth}`;
      return `list_transform(${value}, lambda ${item}: ${canonical(item, type.element, depth + 1)})`;
    }
    case 'map': {
      const entry = `e${depth}`;
      const pair = `{k: ${canonical(`${entry}.key`, type.key, depth + 1)}, v: ${canonical(`${entry}.value`, type.value, depth + 1)}}`;
      return `list_sort(list_transform(map_entries(${value}), lambda ${entry}: ${pair}))`;
    }
    case 'struct': {
      if (!holdsFloat(type)) return value;
      const fields = type.fields.map(
        (field) => `${quoted(field.name)}: ${canonical(`(${value}).${quoted(field.name)}`, field.type, depth + 1)}`,
      );
      return `CASE WHEN ${value} IS NULL THEN NULL ELSE {${fields.join(', ')}} END`;
    }
    default:
      return value;
  }
};

/** One row: `rows` and `hash` (decimal text), the same whatever the order of rows and columns. */
export const contentSql = (scan: Scan): string => {
  const fields = scan.schema.toSorted((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  const names = literal(JSON.stringify(fields.map((field) => field.name)));
  const values = fields.map((field) => canonical(`t.${quoted(field.name)}`, field.type));
  return `SELECT count(*) AS rows, coalesce(sum(hash(${[names, ...values].join(', ')})), 0)::VARCHAR AS hash FROM ${scanSql(scan)} AS t`;
};
