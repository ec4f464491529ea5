import { dayPattern, duckdb } from '#compiler';
import type { Column, ExternalNode } from '#compiler/plan';
import type { Between } from '../ports.ts';
import { valueInPath } from './in-folders.ts';

const quoted = duckdb.quoteName;
const literal = duckdb.quoteString;

const list = (files: readonly string[]): string => `[${files.map(literal).join(', ')}]`;

const typeMap = (columns: readonly Column[]): string =>
  `{${columns.map((column) => `${literal(column.name)}: ${literal(duckdb.type(column.type))}`).join(', ')}}`;

/** Columns whose values stand in the paths (`ds=2023-12-01/`), and not in the files. */
const inPaths = (node: ExternalNode, files: readonly string[]): readonly Column[] =>
  storedIn(node).filter(({ name }) => files.length > 0 && files.every((file) => valueInPath(file, name) !== null));

/** As declared; a day that is not declared stands in the paths. */
const columnsOf = ({ columns, partitionColumn }: ExternalNode): readonly Column[] =>
  partitionColumn === null || columns.some(({ name }) => name === partitionColumn)
    ? columns
    : [...columns, { name: partitionColumn, type: { kind: 'date' } }];

/** As the columns stand in paths and files: a day with a format is text. */
const storedIn = (node: ExternalNode): readonly Column[] =>
  columnsOf(node).map((column) =>
    node.partitionFormat !== undefined && column.name === node.partitionColumn
      ? { name: column.name, type: { kind: 'string' } }
      : column,
  );

/** The function that reads the files, with the declared types; CSV columns are found by the header's names. */
export const readFunction = (node: ExternalNode, files: readonly string[]): string => {
  const hive = inPaths(node, files);
  const partitions =
    hive.length > 0 ? `, hive_partitioning = true, hive_types = ${typeMap(hive)}` : ', hive_partitioning = false';
  const inFile = storedIn(node).filter(
    ({ name }) => node.columns.some((one) => one.name === name) && !hive.some((column) => column.name === name),
  );
  switch (node.format) {
    case 'parquet':
      return `read_parquet(${list(files)}${partitions})`;
    case 'csv':
      return `read_csv(${list(files)}, header = true, types = ${typeMap(inFile)}${partitions})`;
    case 'json':
      return `read_json(${list(files)}, columns = ${typeMap(inFile)}${partitions})`;
  }
};

/** A table expression over the files: the declared columns with their types, in the days of any of `partitions`; null: all of them. */
export const readSql = (
  node: ExternalNode,
  files: readonly string[],
  partitions: readonly Between[] | null,
): string => {
  const columns = columnsOf(node);
  const outputs = columns.map((one) => `${typedValue(node, one)} AS ${quoted(one.name)}`);
  const partition: Column | null =
    node.partitionColumn === null ? null : { name: node.partitionColumn, type: { kind: 'date' } };
  const where = partitions === null || partition === null ? '' : within(typedValue(node, partition), partitions);
  const empty = columns.map((one) => `CAST(NULL AS ${duckdb.type(one.type)}) AS ${quoted(one.name)}`);
  if (files.length === 0) return `(SELECT ${empty.join(', ')} WHERE false)`;
  return `(SELECT ${outputs.join(', ')} FROM ${readFunction(node, files)}${where})`;
};

/** A column of its type; a day of a format that is written otherwise stops the run, naming the text. */
const typedValue = (node: ExternalNode, { name, type }: Column): string => {
  const { partitionFormat: format } = node;
  if (format === undefined || name !== node.partitionColumn) return `CAST(${quoted(name)} AS ${duckdb.type(type)})`;
  const pattern = dayPattern(format);
  if (pattern === null) throw new Error(`internal: the format ${format} of ${node.name} passed validation`);
  const text = `CAST(${quoted(name)} AS VARCHAR)`;
  const regex = literal(pattern.regex);
  const iso = literal(pattern.groups.map((group) => `\\${group}`).join('-'));
  const day = `TRY_CAST(CASE WHEN regexp_full_match(${text}, ${regex}) THEN regexp_replace(${text}, ${regex}, ${iso}) END AS DATE)`;
  const told = literal(`CHR2103 ${node.name}: ${name}: not a day (${format}): `);
  return `CASE WHEN ${day} IS NOT NULL THEN ${day} WHEN ${text} IS NOT NULL THEN error(${told} || ${text}) END`;
};

const within = (day: string, ranges: readonly Between[]): string => {
  const conditions = ranges.map(({ from, to }) =>
    [
      ...(from === null ? [] : [`(${day}) >= DATE ${literal(from)}`]),
      ...(to === null ? [] : [`(${day}) <= DATE ${literal(to)}`]),
    ].join(' AND '),
  );
  // No bound in one of them: every row, also one without a day.
  if (conditions.includes('')) return '';
  return ` WHERE ${conditions.length > 1 ? conditions.map((one) => `(${one})`).join(' OR ') : (conditions[0] ?? 'false')}`;
};
