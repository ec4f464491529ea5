import { type DuckDBConnection, DuckDBInstance, StatementType } from '@duckdb/node-api';
import type { Describe, Described } from '#compiler';
import { duckdb } from '#compiler';
import { readDuckdbType } from './duckdb-type.ts';

/** Answers what a user's SQL gives, by preparing it over empty tables in a private in-memory DuckDB. */
export const openDescribe = async (): Promise<{ readonly describe: Describe; readonly close: () => void }> => {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run('SET errors_as_json = true');
  await connection.run('SET enable_external_access = false');
  const made = new Map<string, string>();
  const done = new Set<string>();

  const describe: Describe = async ({ sql, setups, tables }) => {
    for (const table of tables) {
      const columns = table.columns.map((column) => `${duckdb.quoteName(column.name)} ${duckdb.type(column.type)}`);
      // A table without columns cannot be made; a query over it fails on its first column anyway.
      const body = columns.length === 0 ? '"?" INTEGER' : columns.join(', ');
      if (made.get(table.name) === body) continue;
      await connection.run(`CREATE OR REPLACE TEMP TABLE ${duckdb.quoteName(table.name)} (${body})`);
      made.set(table.name, body);
    }
    try {
      for (const setup of setups) {
        if (!done.has(setup)) await connection.run(setup);
        done.add(setup);
      }
      return await ask(connection, sql);
    } catch (error) {
      return refusal(error, sql);
    }
  };
  return {
    describe,
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
};

const ask = async (connection: DuckDBConnection, sql: string): Promise<Described> => {
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) return { kind: 'statements', count: statements.count };
  const prepared = await statements.prepare(0);
  const type = prepared.statementType;
  prepared.destroySync();
  if (type !== StatementType.SELECT) {
    return { kind: 'not-a-select', statement: (StatementType[type] ?? 'this').toLowerCase() };
  }
  const rows = (await connection.runAndReadAll(`DESCRIBE ${sql}`)).getRowObjects();
  return {
    kind: 'columns',
    columns: rows.map((row) => {
      const text = String(row['column_type']);
      return { name: String(row['column_name']), type: readDuckdbType(text)?.type ?? null, text };
    }),
  };
};

type Details = {
  readonly exception_message?: string;
  readonly exception_type?: string;
  readonly error_subtype?: string;
  readonly position?: string;
  readonly name?: string;
  readonly type?: string;
  readonly candidates?: string;
};

const refusal = (error: unknown, sql: string): Described => {
  const text = error instanceof Error ? error.message : String(error);
  const details = parsed(text);
  const message = (details.exception_message ?? text).split('\n')[0] ?? text;
  const missing = /does not have a column named "([^"]+)"/.exec(message)?.[1];
  const name = details.name ?? missing ?? null;
  return {
    kind: 'error',
    error: kindOf(details, missing !== undefined),
    message: message.replace(/ You might need to add explicit type casts\.$/, ''),
    name,
    candidates: details.candidates?.split(',') ?? [],
    position: details.position === undefined ? null : characters(sql, Number(details.position)),
  };
};

const kindOf = (details: Details, missing: boolean): 'syntax' | 'column' | 'table' | 'other' => {
  if (details.error_subtype === 'SYNTAX_ERROR') return 'syntax';
  if (details.error_subtype === 'COLUMN_NOT_FOUND' || missing) return 'column';
  return details.error_subtype === 'MISSING_ENTRY' && details.type === 'Table' ? 'table' : 'other';
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
