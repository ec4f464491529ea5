import type { Scan } from '../ports.ts';
import { duckdbType } from './duckdb-type.ts';
import { literal, quoted } from './sql-text.ts';

/** A table expression over the scan's files, columns found by field id; without files an empty table of those columns. */
export const scanSql = ({ files, schema }: Scan): string => {
  if (files.length === 0) {
    const columns = schema.map((field) => `CAST(NULL AS ${duckdbType(field.type)}) AS ${quoted(field.name)}`);
    return `(SELECT ${columns.join(', ')} WHERE false)`;
  }
  const fields = schema.map(
    ({ id, name, type }) => `${id}: {name: ${literal(name)}, type: ${literal(duckdbType(type))}, default_value: NULL}`,
  );
  const list = files.map(literal).join(', ');
  return `read_parquet([${list}], hive_partitioning = false, schema = MAP {${fields.join(', ')}})`;
};
