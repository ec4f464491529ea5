import { allNodes, near } from '#compiler';
import type { Plan } from '#compiler/plan';
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

/** A table that is defined but was not filled yet, or one that there is not. */
const unknown = async (project: Project, table: string): Promise<StorageError> => {
  const known = await warehouseTables(project.warehouse);
  const { defined, broken } = await definitionsOf(project);
  const names = [table, `${table}.v1`];
  const own = defined.find((one) => one.table === table) ?? defined.find(({ name }) => names.includes(name));
  const told = (message: string, hint: string): StorageError => new StorageError({ code: 'CHR2450', message, hint });
  if (own === undefined && names.some((name) => broken.has(name))) {
    return told(`the table ${table} was not filled yet, and its definition has problems`, 'chron compile');
  }
  if (own === undefined) {
    const close = near(table, known);
    const some = known.length === 0 ? 'the warehouse has no table yet' : `there are ${known.slice(0, 8).join(', ')}`;
    return told(
      `there is no table ${table} in ${project.warehouse}`,
      close.length > 0 ? `did you mean ${close.join(' or ')}?` : some,
    );
  }
  if (own.kind === 'view') {
    return told(
      `${own.table} is a view: its rows are computed in what reads it and stored nowhere`,
      own.readers.length === 0 ? `its query is in ${own.file}` : `show what reads it: ${own.readers.join(', ')}`,
    );
  }
  if (known.includes(own.table)) {
    return told(`there is no table ${table}; ${own.name} writes ${own.table}`, `chron show ${own.table}`);
  }
  return told(
    `the table ${own.table} is defined, but was not filled yet`,
    `chron backfill --conf ${own.file}${own.days ? ' --start-date YYYY-MM-DD --end-date YYYY-MM-DD' : ''}`,
  );
};

/** What is defined, the parts of joins too, and the names of definitions that have problems. */
const definitionsOf = async (project: Project) => {
  // The table is missing whatever else is wrong with the project.
  const compiled = await compileProject(project).catch(() => null);
  const plan: Plan = { version: 1, nodes: (compiled?.nodes ?? []).map(({ node }) => node) };
  const nodes = allNodes(plan).filter((one) => one.kind !== 'external');
  const tableOf = (name: string): readonly string[] =>
    nodes.flatMap((one) => (one.name === name ? [one.output.table] : []));
  const defined = nodes.map((node) => ({
    kind: node.kind,
    name: node.name,
    table: node.output.table,
    file: node.source?.file ?? node.name,
    days: node.output.partitionColumn !== null,
    readers: node.kind === 'view' ? readersOf(plan, node.name).flatMap(tableOf) : [],
  }));
  return { defined, broken: new Set(compiled?.diagnostics.map(({ definition }) => definition)) };
};
