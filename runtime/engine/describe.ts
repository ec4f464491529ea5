import { type DuckDBConnection, DuckDBInstance, StatementType } from '@duckdb/node-api';
import type { Describe, Described, Varying } from '#compiler';
import { duckdb } from '#compiler';
import { readDuckdbType } from './duckdb-type.ts';
import { mayVary, varyingIn } from './varying-functions.ts';

type Session = { readonly connection: DuckDBConnection; readonly close: () => void };

const openSession = async (): Promise<Session> => {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run('SET errors_as_json = true');
  await connection.run('SET enable_external_access = false');
  return {
    connection,
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
};

type Request = Parameters<Describe>[0];

/** Answers what a user's SQL gives, by preparing it over empty tables in a private in-memory DuckDB. */
export const openDescribe = async (): Promise<{ readonly describe: Describe; readonly close: () => void }> => {
  const { connection, close } = await openSession();
  const made = new Map<string, string>();
  const describe: Describe = async (request) => {
    if (request.setups.length > 0) return await inOwnSession(request);
    return await answerIn(connection, request, made);
  };
  return { describe, close };
};

const answerIn = async (
  connection: DuckDBConnection,
  { sql, tables }: Request,
  made: Map<string, string>,
): Promise<Described> => {
  try {
    await makeTables(connection, { tables, made });
    return await ask(connection, sql, tables);
  } catch (error) {
    return refusal(error, { sql, setup: null });
  }
};

/** What one definition's setups make (macros, settings) must not be there for another. */
const inOwnSession = async (request: Request): Promise<Described> => {
  const { connection, close } = await openSession();
  try {
    for (const [index, setup] of request.setups.entries()) {
      try {
        await connection.run(setup);
      } catch (error) {
        return refusal(error, { sql: setup, setup: index });
      }
    }
    return await answerIn(connection, request, new Map());
  } finally {
    close();
  }
};

const makeTables = async (
  connection: DuckDBConnection,
  { tables, made }: { readonly tables: Request['tables']; readonly made: Map<string, string> },
): Promise<void> => {
  for (const table of tables) {
    const columns = table.columns.map((column) => `${duckdb.quoteName(column.name)} ${duckdb.type(column.type)}`);
    // A table without columns cannot be made; a query over it fails on its first column anyway.
    const body = columns.length === 0 ? '"?" INTEGER' : columns.join(', ');
    if (made.get(table.name) === body) continue;
    await connection.run(`CREATE OR REPLACE TEMP TABLE ${duckdb.quoteName(table.name)} (${body})`);
    made.set(table.name, body);
  }
};

const ask = async (connection: DuckDBConnection, sql: string, tables: Request['tables']): Promise<Described> => {
  const statements = await extracted(connection, sql);
  if (statements === null) return { kind: 'statements', count: 0 };
  if (statements.count !== 1) return { kind: 'statements', count: statements.count };
  const prepared = await statements.prepare(0);
  const { statementType: type, parameterCount } = prepared;
  prepared.destroySync();
  if (type !== StatementType.SELECT) return { kind: 'not-a-select', statement: StatementType[type] ?? firstWord(sql) };
  if (parameterCount > 0) throw new Error('a query has no parameters (?, $1)');
  // SHOW, SUMMARIZE and their like are prepared as a SELECT, but cannot be one's subquery.
  const described = await connection.runAndReadAll(`DESCRIBE ${sql}`).catch(() => null);
  if (described === null) return { kind: 'not-a-select', statement: firstWord(sql) };
  const rows = described.getRowObjects();
  return {
    kind: 'columns',
    columns: rows.map((row) => {
      const text = String(row['column_type']);
      return { name: String(row['column_name']), type: readDuckdbType(text)?.type ?? null, text };
    }),
    varying: mayVary(sql) ? await varying(connection, sql, tables) : [],
  };
};

const varying = async (
  connection: DuckDBConnection,
  sql: string,
  tables: Request['tables'],
): Promise<readonly Varying[]> => {
  const result = await connection.runAndReadAll(
    `SELECT json_serialize_sql(${duckdb.quoteString(sql)}::VARCHAR) AS json`,
  );
  const [row] = result.getRowObjects();
  const columns = new Set(tables.flatMap((table) => table.columns.map(({ name }) => name.toLowerCase())));
  return varyingIn(JSON.parse(String(row?.['json'])), columns).map((one) => ({
    ...one,
    position: one.position === null ? null : characters(sql, one.position),
  }));
};

/** null: white space and comments only, which DuckDB answers with an error that says nothing. */
const extracted = async (connection: DuckDBConnection, sql: string) => {
  try {
    return await connection.extractStatements(sql);
  } catch (error) {
    if (error instanceof Error && error.message.includes('{')) throw error;
    return null;
  }
};

const firstWord = (sql: string): string => /\w+/.exec(sql)?.[0].toUpperCase() ?? 'this';

type Details = {
  readonly exception_message?: string;
  readonly exception_type?: string;
  readonly error_subtype?: string;
  readonly position?: string;
  readonly name?: string;
  readonly type?: string;
  readonly candidates?: string;
};

const refusal = (
  error: unknown,
  { sql, setup }: { readonly sql: string; readonly setup: number | null },
): Described => {
  const text = error instanceof Error ? error.message : String(error);
  const details = parsed(text);
  const message = (details.exception_message ?? text).split('\n')[0] ?? text;
  const missing = /does not have a column named "([^"]+)"/.exec(message)?.[1];
  const table = /^Table with name "?([^"]+?)"? does not exist/.exec(message)?.[1];
  const name = details.name ?? missing ?? table ?? null;
  return {
    kind: 'error',
    error: kindOf(details, { column: missing !== undefined, table: table !== undefined }),
    message: message.replace(/ You might need to add explicit type casts\.$/, '').replace(/[.!]+$/, ''),
    name,
    candidates: details.candidates?.split(',') ?? [],
    position: details.position === undefined ? null : characters(sql, Number(details.position)),
    setup,
  };
};

const kindOf = (
  details: Details,
  missing: { readonly column: boolean; readonly table: boolean },
): Extract<Described, { kind: 'error' }>['error'] => {
  if (details.error_subtype === 'SYNTAX_ERROR') return 'syntax';
  if (details.error_subtype === 'COLUMN_NOT_FOUND' || missing.column) return 'column';
  if (details.exception_type === 'Permission') return 'file';
  return missing.table ? 'table' : 'other';
};

const parsed = (text: string): Details => {
  const start = text.indexOf('{');
  if (start === -1) return {};
  try {
    return JSON.parse(text.slice(start)) as Details;
  } catch {
    return {};
  }
};

/** DuckDB counts bytes, an editor UTF-16 units. */
const characters = (sql: string, bytes: number): number => Buffer.from(sql).subarray(0, bytes).toString().length;
