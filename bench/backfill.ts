import { join } from 'node:path';
import { compile } from '#compiler';
import type { ExternalNode, Plan } from '#compiler/plan';
import type { GroupBy } from '#dsl';
import { newRunId, systemClock } from '#runtime/api/services';
import { backfillPlan } from '#runtime/backfill/backfill';
import { openEngine } from '#runtime/engine/duckdb';
import { openExternal } from '#runtime/external/open-external';
import type { Engine, TableState, TableStore } from '#runtime/ports';
import type { Project } from '#runtime/project/project';
import { openTables } from '#runtime/tables/store';
import type { Events } from './events.ts';
import type { Side, Watch } from './measure.ts';

const target = 'bench.features.v1';

/** The plan of a GroupBy called features. Throws where the compiler reports a problem. */
const planOf = async (definition: GroupBy): Promise<Plan> => {
  const { plan, diagnostics } = await compile(
    {
      definitions: [{ file: 'features/bench/features.ts', export: 'v1', definition }],
      settings: { partitionColumn: 'ds', namespaces: {} },
    },
    { describe: () => Promise.reject(new Error('there is no user SQL here')), sources: null },
  );
  if (diagnostics.length > 0) throw new Error(`internal: ${JSON.stringify(diagnostics)}`);
  return plan;
};

const watchedEngine = (engine: Engine, watch: Watch): Engine => ({
  ...engine,
  writeParquet: async (request) => await watch('query and write', () => engine.writeParquet(request)),
  content: async (scan) => await watch('content hash', () => engine.content(scan)),
});

const watchedTables = (tables: TableStore, watch: Watch): TableStore => {
  const commit = <T>(work: () => Promise<T>): Promise<T> => watch('commit', work);
  return {
    load: async (table) => await commit(() => tables.load(table)),
    repair: async (table) => await commit(() => tables.repair(table)),
    lock: async (table, holder) => {
      const release = await commit(() => tables.lock(table, holder));
      return async () => await commit(release);
    },
    begin: async (request) => await commit(() => tables.begin(request)),
    commit: async (attempt, partitions) => await commit(() => tables.commit(attempt, partitions)),
    abandon: async (attempt) => await commit(() => tables.abandon(attempt)),
  };
};

export type Backfill = Side & {
  /** What the newest run committed. */
  readonly state: () => TableState;
  readonly engine: Engine;
  readonly close: () => Promise<void>;
};

/** A backfill of the day as `chron backfill --force` runs it, plan and engine being there already. */
export const openBackfill = async (
  request: {
    /** Called features, over the events. */
    readonly definition: GroupBy;
    readonly events: Events;
    readonly ds: string;
    readonly threads: number;
    /** As DuckDB reads it; default: half of the machine's. */
    readonly memoryLimit?: string;
  },
  folder: string,
): Promise<Backfill> => {
  const { definition, events, ds, threads, memoryLimit } = request;
  const plan = await planOf(definition);
  const limits = { threads, ...(memoryLimit === undefined ? {} : { memoryLimit }) };
  const warehouse = join(folder, 'warehouse');
  const project: Project = {
    name: 'bench',
    root: folder,
    profile: 'bench',
    state: folder,
    warehouse,
    mounts: [],
    postgres: null,
    engine: limits,
    settings: { partitionColumn: 'ds', namespaces: {} },
  };
  const spillFolder = join(folder, 'spill');
  const engine = await openEngine({ spillFolder, ...limits, readable: [events.folder], writable: [warehouse] });
  const tables = openTables({ warehouse, clock: systemClock });
  let state: TableState | null = null;
  return {
    name: 'chron',
    apart: ['content hash', 'commit'],
    engine,
    state: () => {
      if (state === null) throw new Error('internal: nothing was run yet');
      return state;
    },
    run: async (watch) => {
      const external = async (node: ExternalNode) => await openExternal(node, {}, project);
      const [filled] = await backfillPlan(
        { plan, target, range: { start: ds, end: ds }, external },
        {
          runId: newRunId(systemClock),
          tables: watchedTables(tables, watch),
          engine: async () => watchedEngine(engine, watch),
          clock: systemClock,
          reporter: { report: () => undefined },
          signal: new AbortController().signal,
          stepDays: 30,
          force: true,
          latest: ds,
        },
      );
      state = filled?.state ?? null;
    },
    close: async () => await engine.close(),
  };
};
