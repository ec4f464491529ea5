import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { compile, daysBetween, shiftDay } from '#compiler';
import type { Plan } from '#compiler/plan';
import { type Definition, endDate, sql, stagingQuery, startDate } from '#dsl';
import { backfillPlan } from '#runtime/backfill/backfill';
import { openDescribe } from '#runtime/engine/describe';
import { openEngine as openRealEngine } from '#runtime/engine/duckdb';
import { findExternalFiles } from '#runtime/external/external-files';
import { externalVersions } from '#runtime/external/external-version';
import type { TableState } from '#runtime/ports';
import { openTables } from '#runtime/tables/store';
import type { ActualRow } from '#runtime/verify/compare';
import type { Engine } from './compiled.ts';
import { type Case, tableOf, usedColumns } from './generated-case.ts';
import type { JoinCase, JoinTable } from './generated-join.ts';
import { columns } from './generated-values.ts';
import { compiledJoin } from './join-compiled.ts';

/** How far back the staged tables of a case go from its first day: further than any startPartition of a source. */
const history = 10;

/** What is backfilled: a definition of a plan for the days of a case, in a folder that holds its inputs. */
export type Staged<Of = Case> = {
  readonly case: Of;
  readonly folder: string;
  readonly plan: Plan;
  readonly target: string;
};

/**
 * Writes the sources of a case as Parquet files, and compiles the definition over staging queries that read those with
 * partitions; each has rows on every day.
 */
export const stage = async (one: Case, folder: string, engine: Engine): Promise<Staged> => {
  mkdirSync(folder, { recursive: true });
  const first = shiftDay(one.start, -history);
  const used = Object.fromEntries(Object.entries(columns).filter(([name]) => usedColumns(one.definition).has(name)));
  const staged: Case = {
    ...one,
    sources: one.sources.map(({ partitioned, rows }) => ({
      partitioned,
      // A staging query without a row is an error; a row whose key is all null is seen by no value.
      rows: partitioned
        ? [
            ...rows.filter(({ ds }) => ds != null && ds >= first && ds <= one.end),
            ...daysBetween(first, one.end).map((ds) => ({ ds })),
          ]
        : rows,
    })),
  };
  const raw = staged.sources.map(({ partitioned }, index) =>
    tableOf(join(folder, `s${index}.parquet`), { partitioned, columns: used }),
  );
  const tables = raw.map((table, index): Definition => {
    const name = `s${index}`;
    const query = sql`SELECT * FROM ${table} WHERE ds BETWEEN ${startDate} AND ${endDate}`;
    const queried = () => stagingQuery({ name, query, columns: used, startPartition: first, outputNamespace: 'p' });
    return staged.sources[index]?.partitioned === true ? (queried() as Definition) : table;
  });
  const definition = one.over((index) => tables[index] ?? tableOf('none', { partitioned: true }));
  await engine.load(one.definition, staged.sources);
  for (const index of staged.sources.keys()) await engine.copy(`s${index}`, join(folder, `s${index}.parquet`));
  const loaded = [...tables.entries()].filter(([, table]) => table.kind === 'staging-query');
  const { describe, close } = await openDescribe();
  try {
    const { plan, diagnostics } = await compile(
      {
        definitions: [
          ...loaded.map(([index, table]) => ({
            file: `staging_queries/p/s${index}.ts`,
            export: 'v1',
            definition: table,
          })),
          { file: 'features/p/g.ts', export: 'v1', definition },
        ],
        settings: { partitionColumn: 'ds', namespaces: {} },
      },
      { describe, sources: null },
    );
    if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics, null, 1));
    return { case: staged, folder, plan, target: 'p.g.v1' };
  } finally {
    close();
  }
};

/** Writes the tables of a case as a Parquet file each, and compiles the Join over them. */
export const stageJoin = async (one: JoinCase, folder: string, engine: Engine): Promise<Staged<JoinCase>> => {
  mkdirSync(folder, { recursive: true });
  // A row of no key on either side of what is read: a file says from which day to which it has rows.
  const around = [{ ds: shiftDay(one.start, -100) }, { ds: shiftDay(one.end, 10) }];
  const tables = one.tables.map((table) =>
    table.partitioned ? { ...table, rows: [...table.rows, ...around] } : table,
  );
  await engine.loadTables(tables);
  for (const { name } of tables) await engine.copy(name, join(folder, `${name}.parquet`));
  const definition = one.over((index) => {
    const table = tables[index] as JoinTable;
    return tableOf(join(folder, `${table.name}.parquet`), table);
  });
  const { plan, node } = await compiledJoin(definition);
  return { case: one, folder, plan, target: node.name };
};

const tablesOf = (plan: Plan): readonly string[] =>
  plan.nodes.flatMap((node) => {
    if (node.kind === 'external') return [];
    return [...(node.kind === 'join' ? node.parts : []), node].map(({ output }) => output.table);
  });

/** What a backfill in steps of so many days left: content of every table's partitions, and the rows of the last one's. */
export type Left = {
  readonly contents: Readonly<Record<string, unknown>>;
  readonly rows: ReadonlyMap<string, readonly ActualRow[]>;
};

/** Backfills the case's range into a warehouse of its own, and reads back through the committed metadata. */
export const backfillInSteps = async (
  staged: Staged<Pick<Case, 'start' | 'end'>>,
  step: number,
  engine: Engine,
): Promise<Left> => {
  const { folder, plan, target, case: one } = staged;
  const spillFolder = join(folder, `spill${step}`);
  mkdirSync(spillFolder, { recursive: true });
  const real = await openRealEngine({ spillFolder, threads: 1 });
  const clock = { now: () => new Date() };
  const tables = openTables({ warehouse: join(folder, `warehouse${step}`), clock });
  try {
    await backfillPlan(
      {
        plan,
        target,
        range: { start: one.start, end: one.end },
        external: async (node) => {
          const found = await findExternalFiles(node.location);
          if (found.outcome !== 'files') throw new Error(found.outcome);
          return await externalVersions(found.files, node);
        },
      },
      {
        runId: `run${step}`,
        tables,
        engine: async () => real,
        clock,
        reporter: { report: () => undefined },
        signal: new AbortController().signal,
        stepDays: step,
        force: false,
        latest: one.end,
      },
    );
    const contents: Record<string, unknown> = {};
    let features: TableState | null = null;
    for (const table of tablesOf(plan)) {
      features = await tables.load(table);
      for (const [ds, { record }] of features?.partitions ?? []) contents[`${table} ${ds}`] = record?.content;
    }
    const rows = new Map<string, readonly ActualRow[]>();
    for (const ds of features?.partitions.keys() ?? []) {
      const scan = features?.scan({ from: ds, to: ds });
      if (scan !== undefined)
        rows.set(ds, await engine.query(`SELECT * FROM ${real.scanSql(scan)} WHERE ds = DATE '${ds}'`));
    }
    return { contents, rows };
  } finally {
    await real.close();
  }
};
