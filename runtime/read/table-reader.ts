import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { duckdb } from '#compiler';
import type { Column } from '#compiler/plan';
import type { ReadRequest } from '../api.ts';
import { openEngine } from '../engine/duckdb.ts';
import type { Engine, TableState } from '../ports.ts';
import type { Project } from '../project/project.ts';
import { checkWhere } from './check-where.ts';

/** Rows of one committed state, through an engine that reaches the files of that state and nothing else. */
export type TableReader = {
  readonly engine: Engine;
  readonly columns: readonly Column[];
  /**
   * A table expression of the asked rows. `ordered`: with a column `__n` that counts them from 1, by day and then by
   * every column, so that the same rows are shown the same way each time.
   */
  readonly rows: (request: ReadRequest & { readonly ordered: boolean }) => string;
};

/** Opens a table's state for reading, checks `where`, and closes the engine when `use` is done. */
export const readTable = async <T>(
  project: Project,
  request: { readonly state: TableState; readonly where?: string | undefined },
  use: (reader: TableReader) => Promise<T>,
): Promise<T> => {
  const { state, where } = request;
  const name = state.table.split('.').at(-1) ?? state.table;
  if (where !== undefined) await checkWhere(where, { name, columns: state.schema });
  const spillFolder = join(project.state, 'spill');
  await mkdir(spillFolder, { recursive: true });
  const scan = state.scan({ from: null, to: null });
  const engine = await openEngine({ spillFolder, ...project.engine, readable: scan.files, writable: [] });
  const columns = state.schema.map(({ name, type }) => ({ name, type }));
  const order = [...columns].toSorted((a, b) => Number(b.type.kind === 'date') - Number(a.type.kind === 'date'));
  const by = `ORDER BY ${order.map((column) => duckdb.quoteName(column.name)).join(', ')}`;
  try {
    return await use({
      engine,
      columns,
      rows: ({ where, limit, ordered }) => {
        const condition = where === undefined ? '' : ` WHERE (${where}\n)`;
        const cut = limit === undefined ? '' : ` LIMIT ${limit}`;
        const rows = `SELECT * FROM ${engine.scanSql(scan)} AS ${duckdb.quoteName(name)}${condition}`;
        if (!ordered) return `(${rows}${cut})`;
        return `(SELECT *, row_number() OVER (${by}) AS __n FROM (${rows} ${limit === undefined ? '' : by}${cut}))`;
      },
    });
  } finally {
    await engine.close();
  }
};
