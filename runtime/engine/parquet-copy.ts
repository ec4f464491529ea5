import { EngineError } from '../errors.ts';
import type { Field } from '../ports.ts';
import { duckdbType, parseDuckdbType } from './duckdb-type.ts';
import { fieldIdsSql } from './field-ids.ts';
import { literal, quoted } from './sql-text.ts';

/** A column as DESCRIBE prints it. */
export type Described = { readonly name: string; readonly type: string };

/** Throws EngineError where the query's columns are not those of the schema: name, order and type. */
export const checkColumns = (described: readonly Described[], schema: readonly Field[], file: string): void => {
  const problems: string[] = [];
  for (let at = 0; at < Math.max(described.length, schema.length); at += 1) {
    const got = described[at];
    const wanted = schema[at];
    const want = wanted && `${wanted.name} ${duckdbType(wanted.type)}`;
    if (got === undefined) problems.push(`column ${at + 1}: wanted ${want}, got none`);
    else if (want === undefined || wanted === undefined) {
      problems.push(`column ${at + 1}: wanted none, got ${got.name} ${got.type}`);
    } else {
      const type = parseDuckdbType(got.type);
      if (got.name !== wanted.name || type === null || duckdbType(type) !== duckdbType(wanted.type)) {
        problems.push(`column ${at + 1}: wanted ${want}, got ${got.name} ${got.type}`);
      }
    }
  }
  if (problems.length === 0) return;
  throw new EngineError({
    code: 'CHR2054',
    message: `${file} is not written, its query has other columns than the table: ${problems.join('; ')}`,
    hint: 'Cast the column in the query, or declare it with the type it has.',
  });
};

/** COPY of a query into one Parquet file whose columns carry the schema's field ids. */
export const copySql = (request: {
  readonly query: string;
  readonly file: string;
  readonly schema: readonly Field[];
}): string => {
  const ids = request.schema.map((field) => `${quoted(field.name)}: ${fieldIdsSql(field.id, field.type)}`);
  return `COPY (\n${request.query}\n) TO ${literal(request.file)} (FORMAT parquet, COMPRESSION zstd, FIELD_IDS {${ids.join(', ')}})`;
};
