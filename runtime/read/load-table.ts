import { near } from '#compiler';
import { compileProject } from '../api/compile-project.ts';
import { readersOf } from '../backfill/inline-views.ts';
import { StorageError } from '../errors.ts';
import type { TableState } from '../ports.ts';
import type { Project } from '../project/project.ts';
import { openTables } from '../tables/store.ts';
import { warehouseTables } from './warehouse-tables.ts';

/** The newest committed state of a table. Throws StorageError (CHR2450) where there is no such table. */
export const loadTable = async (project: Project, table: string): Promise<TableState> => {
  const tables = openTables({ warehouse: project.warehouse, clock: { now: () => new Date() } });
  // A name that is not even shaped like one is as unknown as any other.
  const state = /^\w+(\.\w+)+$/.test(table) ? await tables.load(table) : null;
  return state ?? Promise.reject(await unknown(project, table));
};

/** A table that is defined but was never filled, or a misspelt one. */
const unknown = async (project: Project, table: string): Promise<StorageError> => {
  const known = await warehouseTables(project.warehouse);
  const defined = await definedTables(project);
  const own = defined.find((one) => one.table === table || one.name === table || one.name === `${table}.v1`);
  const close = near(table, new Set([...known, ...defined.map((one) => one.table)]));
  const some = known.length === 0 ? 'the warehouse has no table yet' : `there are ${known.slice(0, 8).join(', ')}`;
  if (own?.kind === 'view') {
    return new StorageError({
      code: 'CHR2450',
      message: `${own.table} is a view: its rows are computed in what reads it and stored nowhere`,
      hint: own.readers.length === 0 ? `its query is in ${own.file}` : `show what reads it: ${own.readers.join(', ')}`,
    });
  }
  if (own !== undefined) {
    return new StorageError({
      code: 'CHR2450',
      message: known.includes(own.table)
        ? `there is no table ${table}; ${own.name} writes ${own.table}`
        : `the table ${own.table} is defined, but was never filled`,
      hint: known.includes(own.table)
        ? `chron show ${own.table}`
        : `chron backfill --conf ${own.file}${own.days ? ' --start-date YYYY-MM-DD --end-date YYYY-MM-DD' : ''}`,
    });
  }
  return new StorageError({
    code: 'CHR2450',
    message: `there is no table ${table} in ${project.warehouse}`,
    hint: close.length > 0 ? `did you mean ${close.join(' or ')}?` : some,
  });
};

const definedTables = async (project: Project) => {
  // The table is missing whatever else is wrong with the project.
  const compiled = await compileProject(project).catch(() => null);
  const nodes = (compiled?.nodes ?? []).map(({ node }) => node);
  const tableOf = (name: string): readonly string[] =>
    nodes.flatMap((one) => (one.name === name && one.kind !== 'external' ? [one.output.table] : []));
  return nodes.flatMap((node) =>
    node.kind === 'external'
      ? []
      : [
          {
            kind: node.kind,
            name: node.name,
            table: node.output.table,
            file: node.source?.file ?? node.name,
            days: node.output.partitionColumn !== null,
            readers: node.kind === 'view' ? readersOf({ version: 1, nodes }, node.name).flatMap(tableOf) : [],
          },
        ],
  );
};
