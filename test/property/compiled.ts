import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type Bind, choose, compile, daysBetween, scriptSql, shiftDay } from '#compiler';
import type { DayRange } from '#compiler/day-set';
import type { GroupByNode } from '#compiler/plan';
import type { ColumnType, GroupBy, Row } from '#dsl';
import type { ActualRow } from '#runtime/verify/compare';
import type { InputRow } from '#runtime/verify/value';
import { append, duckdbType, plain } from './duckdb-values.ts';

/** Rows of each source's table; the table's columns are those that the definition declares. */
export type Tables = readonly { readonly partitioned: boolean; readonly rows: readonly InputRow[] }[];

/** DuckDB in memory: what the compiled SQL of a definition gives for tables of a few rows. */
export type Engine = {
  readonly load: (definition: GroupBy, tables: Tables) => Promise<void>;
  readonly loadTables: (tables: readonly NamedTable[]) => Promise<void>;
  /** The rows of each day of [start, end], computed `step` days and a slice of the keys at a time. Throws as the engine does. */
  readonly rows: (node: GroupByNode, range: Steps) => Promise<ReadonlyMap<string, readonly ActualRow[]>>;
  readonly query: (sql: string) => Promise<readonly ActualRow[]>;
  /** Does the work in one transaction and takes back the tables it made: of tables this small, commits take long. */
  readonly apart: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Writes a table that was loaded to a Parquet file. */
  readonly copy: (table: string, file: string) => Promise<void>;
  readonly close: () => void;
};
/** A table with its columns beside ds, which it has where it is partitioned. */
export type NamedTable = Tables[number] & { readonly name: string; readonly columns: Row };
export type Steps = { readonly start: string; readonly end: string; readonly step: number; readonly slices?: number };

/** The definition's node. Throws when the compiler reports a problem. */
export const nodeOf = async (definition: GroupBy): Promise<GroupByNode> => {
  const { plan, diagnostics } = await compile(
    {
      definitions: [{ file: 'features/p/g.ts', export: 'v1', definition }],
      settings: { partitionColumn: 'ds', namespaces: {} },
    },
    { describe: () => Promise.reject(new Error('there is no user SQL here')), sources: null },
  );
  const node = plan.nodes.find((one) => one.kind === 'group-by');
  if (diagnostics.length > 0 || node === undefined) throw new Error(JSON.stringify(diagnostics, null, 1));
  return node;
};

export const openEngine = async (): Promise<Engine> => {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  return {
    load: async (definition, tables) => {
      for (const [index, table] of tables.entries()) {
        const { ds: _, ...columns } = (definition.sources[index]?.table.columns ?? {}) as Record<string, ColumnType>;
        await fillTable(connection, { ...table, name: `s${index}`, columns });
      }
    },
    loadTables: async (tables) => {
      for (const table of tables) await fillTable(connection, table);
    },
    rows: async (node, { start, end, step, slices = 1 }) => {
      const found = new Map<string, readonly ActualRow[]>();
      for (let from = start; from <= end; from = shiftDay(from, step)) {
        const last = shiftDay(from, step - 1);
        const range = { start: from, end: last < end ? last : end, latest: end };
        const script = scriptSql(choose(node, range, { slices }), bind);
        if (script.checks.length > 0) throw new Error('a check that this test does not run');
        for (const { name, sql } of script.temps) {
          await connection.run(`CREATE OR REPLACE TEMP TABLE "${name}" AS ${sql}`);
        }
        for (const ds of new Set(script.outputs.map((output) => output.ds))) {
          if (found.has(ds)) throw new Error(`${ds} was computed twice`);
          const parts = script.outputs.filter((output) => output.ds === ds);
          if (parts.length !== slices) throw new Error(`${ds} has ${parts.length} slices`);
          const rows: ActualRow[] = [];
          for (const { sql } of parts) rows.push(...(await answer(connection, sql)));
          found.set(ds, rows);
        }
        for (const { name } of script.temps) await connection.run(`DROP TABLE "${name}"`);
      }
      const missing = daysBetween(start, end).filter((ds) => !found.has(ds));
      if (missing.length > 0) throw new Error(`not computed: ${missing.join(', ')}`);
      return found;
    },
    query: async (text) => await answer(connection, text),
    apart: async (work) => {
      await connection.run('BEGIN');
      try {
        return await work();
      } finally {
        await connection.run('ROLLBACK');
      }
    },
    copy: async (table, file) => void (await connection.run(`COPY ${table} TO '${file}' (FORMAT parquet)`)),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
};

/** A scan reads the table of its source, cut to the partitions it asks for. */
export const bind: Bind = ({ ref, partitions }) => {
  const table = ref.slice(ref.lastIndexOf('/') + 1);
  const bounds = [
    ...(partitions?.from ? [`ds >= DATE '${partitions.from}'`] : []),
    ...(partitions?.to ? [`ds <= DATE '${partitions.to}'`] : []),
    ...(partitions?.days ? [`(${partitions.days.map(within).join(' OR ')})`] : []),
  ];
  return `(SELECT * FROM ${table}${bounds.length === 0 ? '' : ` WHERE ${bounds.join(' AND ')}`})`;
};

const within = ({ start, end }: DayRange): string => `ds BETWEEN DATE '${start}' AND DATE '${end}'`;

type Column = readonly [name: string, type: ColumnType];

const fillTable = (connection: DuckDBConnection, { name, columns, partitioned, rows }: NamedTable): Promise<void> =>
  fill(connection, {
    name,
    columns: [...Object.entries(columns), ...(partitioned ? [['ds', 'date'] as const] : [])],
    rows,
  });

/** A temporary table of these rows. */
export const fill = async (
  connection: DuckDBConnection,
  table: { readonly name: string; readonly columns: readonly Column[]; readonly rows: readonly InputRow[] },
): Promise<void> => {
  const columns = table.columns.map(([name, type]) => `"${name}" ${duckdbType(type)}`);
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${table.name} (${columns.join(', ')})`);
  const appender = await connection.createAppender(table.name);
  for (const row of table.rows) {
    for (const [name, type] of table.columns) append(appender, row[name] ?? null, type);
    appender.endRow();
  }
  appender.closeSync();
};

/** The rows of a query, as plain values. */
export const answer = async (connection: DuckDBConnection, sql: string): Promise<readonly ActualRow[]> => {
  const result = await connection.runAndReadAll(sql);
  return result
    .getRowObjects()
    .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])));
};
