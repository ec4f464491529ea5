import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import {
  allNodes,
  type Bind,
  choose,
  compile,
  duckdb,
  relSql,
  type Script,
  scriptSql,
  uploadRel,
  viewSql,
  wholeTable,
} from '#compiler';
import type { DaySet } from '#compiler/day-set';
import type { Column, JoinPart, Plan, PlanNode, WrittenNode } from '#compiler/plan';
import { isDefinition } from '#dsl';
import { openDescribe } from '#runtime/engine/describe';

const folder = join(import.meta.dirname, '../golden');

type Cell = string | null;
type Table = {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
};

/** What `rows.txt` says: the days that are computed, what the tables hold, and the rows that must come out, by hand. */
export type Rows = {
  readonly days: readonly string[];
  /** The days that times of left rows lie in. */
  readonly times: DaySet;
  readonly inputs: readonly Table[];
  /** By day, or `upload`. */
  readonly expected: readonly Table[];
};

const cells = (line: string): readonly Cell[] =>
  line.split('|').map((cell) => (cell.trim() === 'null' ? null : cell.trim().replace(/^'(.*)'$/, '$1')));

const tableOf = (block: string): Table & { readonly kind: string } => {
  const [title = '', header = '', ...rows] = block.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const [kind = '', name = ''] = title.split(' ');
  return { kind, name, columns: cells(header).map(String), rows: rows.map(cells) };
};

export const readRows = (name: string): Rows => {
  const [head = '', ...blocks] = readFileSync(join(folder, name, 'rows.txt'), 'utf8').split(/\n(?=input |expect )/);
  const tables = blocks.map(tableOf);
  const days = (/^days (.*)$/m.exec(head)?.[1] ?? '').split(' ');
  const [start = '', end = start] = (/^times (.*)$/m.exec(head)?.[1] ?? `${days[0]} ${days.at(-1)}`).split(' ');
  return {
    days,
    times: [{ start, end }],
    inputs: tables.filter((table) => table.kind === 'input'),
    expected: tables.filter((table) => table.kind === 'expect'),
  };
};

/** A case's definitions, compiled as `features/golden/<case>.ts`. Throws when there is a diagnostic. */
export const compileCase = async (name: string): Promise<{ readonly plan: Plan; readonly node: PlanNode }> => {
  const module = (await import(join(folder, name, 'definition.ts'))) as Readonly<Record<string, unknown>>;
  const definitions = Object.entries(module).flatMap(([key, definition]) =>
    isDefinition(definition) ? [{ file: `features/golden/${name}.ts`, export: key, definition }] : [],
  );
  const { describe, close } = await openDescribe();
  try {
    const settings = { partitionColumn: 'ds', namespaces: {} };
    const { plan, diagnostics } = await compile({ definitions, settings }, { describe, sources: null });
    const node = plan.nodes.find((one) => one.name === `golden.${name}.v1`);
    if (diagnostics.length > 0 || node === undefined) throw new Error(JSON.stringify(diagnostics, null, 1));
    return { plan, node };
  } finally {
    close();
  }
};

const partitionOf = (node: PlanNode | JoinPart): string | null =>
  node.kind === 'external' ? node.partitionColumn : node.output.partitionColumn;

/** Tables under the name of their export, cut to the partitions that are asked for. */
const bindTo =
  (plan: Plan): Bind =>
  ({ ref, partitions }) => {
    const node = allNodes(plan).find((one) => one.name === ref);
    if (node?.kind === 'view') return viewSql(node, partitions, bindTo(plan));
    const table = duckdb.quoteName(ref.split('.').at(-1) ?? ref);
    const day = node === undefined ? null : partitionOf(node);
    const bounds = [
      ...(partitions?.from ? [`"${day}" >= DATE '${partitions.from}'`] : []),
      ...(partitions?.to ? [`"${day}" <= DATE '${partitions.to}'`] : []),
    ];
    const where = bounds.length === 0 ? '' : ` WHERE ${bounds.join(' AND ')}`;
    if (partitions?.pick !== undefined) {
      const pick = partitions.pick === 'first' ? 'min' : 'max';
      return `(SELECT * FROM ${table} WHERE "${day}" = (SELECT ${pick}("${day}") FROM ${table}${where}))`;
    }
    return where === '' ? table : `(SELECT * FROM ${table}${where})`;
  };

export type CaseSql = {
  /** Parts of a join before it: their tables are called what `bindTo` reads. */
  readonly parts: readonly { readonly table: string; readonly script: Script }[];
  readonly script: Script;
  readonly upload: string | null;
};

/** By node, the greatest day of the rows of its table. */
const newestIn =
  (inputs: Rows['inputs']) =>
  (plan: Plan): Readonly<Record<string, string>> =>
    Object.fromEntries(
      inputs.flatMap(({ name, columns, rows }) => {
        const node = plan.nodes.find((one) => one.name.endsWith(`.${name}`));
        const at = columns.indexOf(node === undefined ? '' : (partitionOf(node) ?? ''));
        const newest = rows
          .map((row) => row[at] ?? '')
          .toSorted()
          .at(-1);
        return node === undefined || at === -1 || newest === undefined ? [] : [[node.name, newest]];
      }),
    );

/** The SQL for the days of a case, and of the upload of what it made. */
export const sqlOf = (
  { plan, node }: { readonly plan: Plan; readonly node: PlanNode },
  { days, times, inputs }: Rows,
): CaseSql => {
  if (node.kind === 'external' || node.kind === 'view') throw new Error(`no SQL for a ${node.kind}`);
  // A table without partitions is computed as one, which the rows call `whole`.
  const [start = '', end = start] = days[0] === 'whole' ? [wholeTable] : [days[0], days.at(-1)];
  const bind = bindTo(plan);
  const range = { start, end, latest: end, newest: newestIn(inputs)(plan) };
  const scriptOf = (one: WrittenNode): Script => {
    const features = plan.nodes.find((candidate) => one.kind === 'join-part' && candidate.name === one.features);
    const made = features?.kind === 'group-by' ? { features } : {};
    return scriptSql(choose(one, range, { slices: 1, times, ...made }), bind);
  };
  const parts = node.kind === 'join' ? node.parts : [];
  return {
    parts: parts.map((part) => ({ table: part.name.split('.').at(-1) ?? part.name, script: scriptOf(part) })),
    script: scriptOf(node),
    upload: node.kind === 'group-by' && node.online ? relSql(uploadRel(node), bind) : null,
  };
};

/** What rows.txt calls a partition. */
export const dayName = (ds: string): string => (ds === wholeTable ? 'whole' : ds);

const scriptText = ({ temps, checks, outputs }: Script, into: string | null): readonly string[] => [
  ...temps.map(({ name, sql }) => `CREATE TEMP TABLE ${duckdb.quoteName(name)} AS\n${sql};\n`),
  ...checks.map(({ kind, body }) => `-- must be empty: ${kind}\n${body};\n`),
  ...outputs.map(({ ds, sql }) => `-- ${into === null ? '' : `${into}, `}${dayName(ds)}\n${sql};\n`),
];

/** The script as it is committed beside the case: it runs as it stands. */
export const textOf = ({ parts, script, upload }: CaseSql): string =>
  [
    ...parts.flatMap((part) => scriptText(part.script, part.table)),
    ...scriptText(script, null),
    ...(upload === null ? [] : [`-- upload\n${upload};\n`]),
  ].join('\n');

export type Session = { readonly connection: DuckDBConnection; readonly close: () => void };

export const openDuckdb = async (): Promise<Session> => {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  return {
    connection,
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
};

/** A moment may stand for the epoch milliseconds of a long. */
const cellSql = (cell: Cell, { type }: Column): string => {
  if (cell === null) return 'NULL';
  const value =
    type.kind === 'bigint' && /^\d{4}-/.test(cell) ? String(Date.parse(`${cell.replace(' ', 'T')}Z`)) : cell;
  return `CAST(${duckdb.quoteString(value)} AS ${duckdb.type(type)})`;
};

export const load = async (connection: DuckDBConnection, { inputs }: Rows, plan: Plan): Promise<void> => {
  for (const { name, columns, rows } of inputs) {
    const node = plan.nodes.find((one) => one.name.endsWith(`.${name}`));
    if (node === undefined) throw new Error(`no table ${name} in the plan`);
    const own = node.kind === 'external' ? node.columns : node.output.columns;
    const day = partitionOf(node);
    const known: readonly Column[] =
      day === null || own.some((one) => one.name === day) ? own : [...own, { name: day, type: { kind: 'date' } }];
    const typed = columns.map((column) => {
      const found = known.find((one) => one.name === column);
      if (found === undefined) throw new Error(`${name} has no column ${column}`);
      return found;
    });
    const body = typed.map((column) => `${duckdb.quoteName(column.name)} ${duckdb.type(column.type)}`).join(', ');
    await connection.run(`CREATE TABLE ${duckdb.quoteName(name)} (${body})`);
    for (const row of rows) {
      if (row.length !== typed.length) throw new Error(`${name}: ${row.length} cells in ${row.join(' | ')}`);
      const values = typed.map((column, index) => cellSql(row[index] ?? null, column)).join(', ');
      await connection.run(`INSERT INTO ${duckdb.quoteName(name)} VALUES (${values})`);
    }
  }
};

/** The rows of a query as text, in the order of the columns, sorted; and its columns with their types. */
export const answer = async (
  connection: DuckDBConnection,
  sql: string,
): Promise<{
  readonly columns: readonly string[];
  readonly types: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}> => {
  const described = (await connection.runAndReadAll(`DESCRIBE ${sql}`)).getRowObjects();
  const columns = described.map((row) => String(row['column_name']));
  const texts = columns.map((column) => `CAST(${duckdb.quoteName(column)} AS VARCHAR)`).join(', ');
  const result = await connection.runAndReadAll(`SELECT ${texts} FROM (${sql}) ORDER BY ALL NULLS LAST`);
  const rows = result.getRows().map((row) => row.map((value) => (value === null ? null : String(value))));
  return { columns, types: described.map((row) => String(row['column_type'])), rows };
};
