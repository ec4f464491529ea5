import {
  type DuckDBConnection,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBInstance,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import { type Bind, choose, compile, type Describe, type Script, type Statistics, scriptSql } from '#compiler';
import type { GroupByNode } from '#compiler/plan';
import type { GroupBy } from '#dsl';
import { openDescribe } from '#runtime/engine/describe';

/** A value of DuckDB: lists are arrays, maps objects by key, longs bigint, decimals and days text. */
export type Cell = null | string | number | bigint | boolean | readonly Cell[] | { readonly [key: string]: Cell };

export type Evaluated = {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly Readonly<Record<string, Cell>>[];
};

export type Request = {
  /** SELECTs, one for each source: what its table holds, `ds` among the columns where it is partitioned. */
  readonly tables: readonly string[];
  readonly start: string;
  readonly end: string;
  /** What a strategy is chosen by. */
  readonly statistics?: Statistics;
};

/** The definition's node. Throws when the compiler reports a problem. */
export const nodeOf = async (definition: GroupBy<string>): Promise<GroupByNode> => {
  // Only a definition with SQL of its own asks the engine.
  let opened: Awaited<ReturnType<typeof openDescribe>> | null = null;
  const describe: Describe = async (asked) => {
    opened ??= await openDescribe();
    return await opened.describe(asked);
  };
  try {
    const { plan, diagnostics } = await compile(
      {
        definitions: [{ file: `features/p/${definition.name}.ts`, export: 'v1', definition: definition as GroupBy }],
        settings: { partitionColumn: 'ds', namespaces: {} },
      },
      { describe, sources: null },
    );
    const node = plan.nodes.find((one) => one.kind === 'group-by');
    if (diagnostics.length > 0 || node === undefined) throw new Error(JSON.stringify(diagnostics, null, 1));
    return node;
  } finally {
    (opened as Awaited<ReturnType<typeof openDescribe>> | null)?.close();
  }
};

/** What the compiled SQL of a definition, whose sources read tables of their own, gives for each day of a range. */
export const evaluate = async (
  definition: GroupBy<string>,
  { tables, start, end, statistics }: Request,
): Promise<Evaluated> => {
  const node = await nodeOf(definition);
  const refs = [...new Set(node.inputs.map(({ ref }) => ref))];
  const script = scriptSql(choose(node, { start, end, latest: end }, statistics), bindTo(refs));
  if (script.checks.length > 0) throw new Error('a check that this test does not run');
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    for (const [index, select] of tables.entries()) await connection.run(`CREATE TABLE s${index} AS ${select}`);
    return await run(connection, script);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
};

const run = async (connection: DuckDBConnection, script: Script): Promise<Evaluated> => {
  for (const { name, sql } of script.temps) await connection.run(`CREATE TEMP TABLE "${name}" AS ${sql}`);
  let columns: Evaluated['columns'] = [];
  const rows: Readonly<Record<string, Cell>>[] = [];
  for (const { sql } of script.outputs) {
    const result = await connection.runAndReadAll(sql);
    columns = result.columnNames().map((name, index) => ({ name, type: result.columnType(index).toString() }));
    for (const row of result.getRowObjects()) {
      rows.push(Object.fromEntries(Object.entries(row).map(([name, value]) => [name, cell(value)])));
    }
  }
  return { columns, rows };
};

/** A scan reads the table of its source, cut to the partitions it asks for. */
const bindTo =
  (refs: readonly string[]): Bind =>
  ({ ref, partitions }) => {
    const bounds = [
      ...(partitions?.from ? [`ds >= DATE '${partitions.from}'`] : []),
      ...(partitions?.to ? [`ds <= DATE '${partitions.to}'`] : []),
    ];
    return `(SELECT * FROM s${refs.indexOf(ref)}${bounds.length === 0 ? '' : ` WHERE ${bounds.join(' AND ')}`})`;
  };

const cell = (value: DuckDBValue): Cell => {
  if (value instanceof DuckDBListValue) return value.items.map(cell);
  if (value instanceof DuckDBMapValue) {
    return Object.fromEntries(value.entries.map((entry) => [String(entry.key), cell(entry.value)]));
  }
  if (value instanceof DuckDBStructValue) {
    return Object.fromEntries(Object.entries(value.entries).map(([name, field]) => [name, cell(field)]));
  }
  const texts = [DuckDBDateValue, DuckDBDecimalValue, DuckDBTimestampValue];
  if (texts.some((type) => value instanceof type)) return String(value);
  if (value === null || ['string', 'bigint', 'number', 'boolean'].includes(typeof value)) return value as Cell;
  throw new Error(`no plain value: ${String(value)}`);
};
