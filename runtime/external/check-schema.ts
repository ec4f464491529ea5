import { duckdb, showType, widens } from '#compiler';
import type { Column, ExternalNode, Type } from '#compiler/plan';
import { readDuckdbType } from '../engine/duckdb-type.ts';
import { StorageError } from '../errors.ts';
import type { Engine } from '../ports.ts';
import { valueInPath } from './in-folders.ts';
import { readFunction } from './read-sql.ts';

/**
 * Compares every file with the declared columns before a row is read: by default an engine drops a column without a
 * word and rounds 2.7 into an integer. Throws StorageError naming file, column, wanted, got.
 */
export const checkSchemas = async (engine: Engine, node: ExternalNode, files: readonly string[]): Promise<void> => {
  // A JSON object may leave a key out; what it holds is checked by the declared types when it is read.
  if (node.format === 'json') return;
  for (const file of await firstOfEachLayout(engine, node, files)) {
    const given = await describe(engine, node, file);
    for (const column of node.columns) {
      const found = given.get(column.name);
      if (found === undefined) throw drift({ node, file }, `has no column '${column.name}'`, [...given.keys()]);
      if (node.format === 'csv') continue;
      const type = readDuckdbType(found)?.type ?? null;
      if (type !== null && takes(node, column, type)) continue;
      const got = type === null ? found : showType(type);
      throw drift({ node, file }, `has '${column.name}' as ${got}, declared ${showType(column.type)}`, []);
    }
  }
};

/**
 * The first file of each schema and place of the day, in the order of `files`: a footer is read in a tenth of the time
 * that a statement takes, and files of one layout have the same columns.
 */
const firstOfEachLayout = async (
  engine: Engine,
  node: ExternalNode,
  files: readonly string[],
): Promise<readonly string[]> => {
  if (node.format !== 'parquet' || files.length < 2) return files;
  const list = files.map((file) => duckdb.quoteString(file)).join(', ');
  const rows = await engine.rows(
    `SELECT file_name, string_agg(CAST({${footerFields
      .map((field) => `'${field}': ${field}`)
      .join(', ')}} AS VARCHAR), ', ' ORDER BY column_id) AS layout FROM parquet_schema([${list}]) GROUP BY file_name`,
  );
  const layouts = new Map(rows.map((row) => [String(row['file_name']), String(row['layout'])]));
  const named = [...new Set([...node.columns.map(({ name }) => name), node.partitionColumn ?? ''])];
  const first = new Map<string, string>();
  for (const file of files) {
    const inPath = named.filter((name) => valueInPath(file, name) !== null);
    // A file that the engine calls by another name is looked at by itself.
    const layout = JSON.stringify([inPath, layouts.get(file) ?? file]);
    if (!first.has(layout)) first.set(layout, file);
  }
  return [...first.values()];
};

const footerFields = [
  'name',
  'type',
  'type_length',
  'repetition_type',
  'num_children',
  'converted_type',
  'scale',
  'precision',
  'logical_type',
] as const;

/** A day may be text; one of a format has to be, or a number that is written like it. */
const takes = (node: ExternalNode, column: Column, type: Type): boolean => {
  const isPartition = column.name === node.partitionColumn;
  if (isPartition && node.partitionFormat !== undefined) return ['string', 'int', 'bigint'].includes(type.kind);
  const isDay = isPartition || column.type.kind === 'date';
  return widens(type, column.type) || (isDay && type.kind === 'string');
};

const describe = async (engine: Engine, node: ExternalNode, file: string): Promise<ReadonlyMap<string, string>> => {
  // The header only: with the declared types DuckDB would refuse the file before saying which column is missing.
  const read =
    node.format === 'csv'
      ? `read_csv(${duckdb.quoteString(file)}, header = true, all_varchar = true)`
      : readFunction(node, [file]);
  const rows = await engine.rows(`DESCRIBE SELECT * FROM ${read}`);
  return new Map(rows.map((row) => [String(row['column_name']), String(row['column_type'])]));
};

const drift = (
  { node, file }: { readonly node: ExternalNode; readonly file: string },
  what: string,
  columns: readonly string[],
): StorageError =>
  new StorageError({
    code: 'CHR2011',
    message: `${node.name}: the file ${file} ${what}`,
    hint:
      columns.length === 0
        ? `declare the column as it is in ${node.source?.file ?? 'the definition'}, or mend the file`
        : `the file has: ${columns.join(', ')}`,
  });
