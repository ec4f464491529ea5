import { duckdb } from '#compiler';
import type { Column, ExternalNode, Type } from '#compiler/plan';

const quoted = duckdb.quoteName;
const literal = duckdb.quoteString;

const list = (files: readonly string[]): string => `[${files.map(literal).join(', ')}]`;

const typeMap = (columns: readonly Column[]): string =>
  `{${columns.map((column) => `${literal(column.name)}: ${literal(duckdb.type(column.type))}`).join(', ')}}`;

/** A day that stands only in the paths (`ds=2023-12-01/`) is not in the files. */
const inPath = (files: readonly string[], column: string): boolean =>
  files.length > 0 && files.every((file) => file.includes(`/${column}=`));

/** The function that reads the files, with the declared types; CSV columns are found by the header's names. */
export const readFunction = (node: ExternalNode, files: readonly string[]): string => {
  const { partitionColumn } = node;
  const hive = partitionColumn !== null && inPath(files, partitionColumn);
  const partitions = hive
    ? `, hive_partitioning = true, hive_types = {${literal(partitionColumn)}: ${literal(duckdb.type(partitionType(node)))}}`
    : ', hive_partitioning = false';
  const inFile = hive ? node.columns.filter((column) => column.name !== partitionColumn) : node.columns;
  switch (node.format) {
    case 'parquet':
      return `read_parquet(${list(files)}${partitions})`;
    case 'csv':
      return `read_csv(${list(files)}, header = true, types = ${typeMap(inFile)}${partitions})`;
    case 'json':
      return `read_json(${list(files)}, columns = ${typeMap(inFile)}${partitions})`;
  }
};

const partitionType = (node: ExternalNode): Type =>
  node.columns.find((column) => column.name === node.partitionColumn)?.type ?? { kind: 'date' };

/** A table expression over the files: the declared columns with their types, in the days of `partitions`. */
export const readSql = (
  node: ExternalNode,
  files: readonly string[],
  partitions: { readonly from: string | null; readonly to: string | null } | null,
): string => {
  const extra =
    node.partitionColumn !== null && !node.columns.some((column) => column.name === node.partitionColumn)
      ? [{ name: node.partitionColumn, type: { kind: 'date' } as const }]
      : [];
  const columns = [...node.columns, ...extra];
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
