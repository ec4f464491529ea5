import { duckdb } from '#compiler';
import type { Column, ExternalNode } from '#compiler/plan';
import { valueInPath } from './in-folders.ts';

const quoted = duckdb.quoteName;
const literal = duckdb.quoteString;

const list = (files: readonly string[]): string => `[${files.map(literal).join(', ')}]`;

const typeMap = (columns: readonly Column[]): string =>
  `{${columns.map((column) => `${literal(column.name)}: ${literal(duckdb.type(column.type))}`).join(', ')}}`;

/** Columns whose values stand in the paths (`ds=2023-12-01/`), and not in the files. */
const inPaths = (node: ExternalNode, files: readonly string[]): readonly Column[] =>
  columnsOf(node).filter(({ name }) => files.length > 0 && files.every((file) => valueInPath(file, name) !== null));

/** As declared; a day that is not declared stands in the paths. */
const columnsOf = ({ columns, partitionColumn }: ExternalNode): readonly Column[] =>
  partitionColumn === null || columns.some(({ name }) => name === partitionColumn)
    ? columns
    : [...columns, { name: partitionColumn, type: { kind: 'date' } }];

/** The function that reads the files, with the declared types; CSV columns are found by the header's names. */
export const readFunction = (node: ExternalNode, files: readonly string[]): string => {
  const hive = inPaths(node, files);
  const partitions =
    hive.length > 0 ? `, hive_partitioning = true, hive_types = ${typeMap(hive)}` : ', hive_partitioning = false';
  const inFile = node.columns.filter(({ name }) => !hive.some((column) => column.name === name));
  switch (node.format) {
    case 'parquet':
      return `read_parquet(${list(files)}${partitions})`;
    case 'csv':
      return `read_csv(${list(files)}, header = true, types = ${typeMap(inFile)}${partitions})`;
    case 'json':
      return `read_json(${list(files)}, columns = ${typeMap(inFile)}${partitions})`;
  }
};

/** A table expression over the files: the declared columns with their types, in the days of `partitions`. */
export const readSql = (
  node: ExternalNode,
  files: readonly string[],
  partitions: { readonly from: string | null; readonly to: string | null } | null,
): string => {
  const columns = columnsOf(node);
  const outputs = columns.map((one) => `CAST(${quoted(one.name)} AS ${duckdb.type(one.type)}) AS ${quoted(one.name)}`);
  const where = partitions === null || node.partitionColumn === null ? '' : within(node.partitionColumn, partitions);
  const empty = columns.map((one) => `CAST(NULL AS ${duckdb.type(one.type)}) AS ${quoted(one.name)}`);
  if (files.length === 0) return `(SELECT ${empty.join(', ')} WHERE false)`;
  return `(SELECT ${outputs.join(', ')} FROM ${readFunction(node, files)}${where})`;
};

const within = (column: string, { from, to }: { readonly from: string | null; readonly to: string | null }): string => {
  const day = `CAST(${quoted(column)} AS DATE)`;
  const bounds = [
    ...(from === null ? [] : [`${day} >= DATE ${literal(from)}`]),
    ...(to === null ? [] : [`${day} <= DATE ${literal(to)}`]),
  ];
  return bounds.length === 0 ? '' : ` WHERE ${bounds.join(' AND ')}`;
};
