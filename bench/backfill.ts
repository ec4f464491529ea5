import { join } from 'node:path';
import { compile } from '#compiler';
import type { ExternalNode, NodeRef, Plan } from '#compiler/plan';
import type { GroupBy, Join } from '#dsl';
import { newRunId, systemClock } from '#runtime/api/services';
import { backfillPlan } from '#runtime/backfill/backfill';
import { openEngine } from '#runtime/engine/duckdb';
import { openExternal } from '#runtime/external/open-external';
import type { Engine, Reporter, TableState, TableStore } from '#runtime/ports';
import type { Project } from '#runtime/project/project';
import { openTables } from '#runtime/tables/store';
import type { Side, Watch } from './measure.ts';

/** Definitions by their names, the one to fill last. */
export type Definitions = Readonly<Record<string, GroupBy | Join>>;

const settings = { partitionColumn: 'ds', namespaces: {} };

/** Throws where the compiler reports a problem. */
const planOf = async (definitions: Definitions): Promise<Plan> => {
  const { plan, diagnostics } = await compile(
    {
      definitions: Object.entries(definitions).map(([name, definition]) => ({
        file: `features/bench/${name}.ts`,
        export: 'v1',
        definition,
      })),
      settings,
    },
    { describe: () => Promise.reject(new Error('there is no user SQL here')), sources: null },
  );
  if (diagnostics.length > 0) throw new Error(`internal: ${JSON.stringify(diagnostics)}`);
  return plan;
};

/** Named by the table that is being filled, where a backfill fills several. */
type PieceName = (piece: string) => string;

const watchedEngine = (engine: Engine, watch: Watch, name: PieceName): Engine => ({
  ...engine,
  rows: async (sql) => await watch(name('look at files and statistics'), () => engine.rows(sql)),
  run: async (sql) => await watch(name('temporary tables'), () => engine.run(sql)),
  writeParquet: async (request) => await watch(name('query and write'), () => engine.writeParquet(request)),
  content: async (scan) => await watch(contentHash, () => engine.content(scan)),
});

const contentHash = 'content hash';
const commitPiece = 'commit';

const watchedTables = (tables: TableStore, watch: Watch): TableStore => {
  const commit = <T>(work: () => Promise<T>): Promise<T> => watch(commitPiece, work);
  return {
    load: async (table) => await commit(() => tables.load(table)),
    check: async (shape) => await tables.check(shape),
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
  /** What the newest run committed to the table that was asked for. */
  readonly state: () => TableState;
  /** Temporary tables that the newest run made. */
  readonly temporary: () => ReadonlySet<string>;
  readonly engine: Engine;
  readonly close: () => Promise<void>;
};

/** A backfill of the day as `chron backfill --force` runs it, plan and engine being there already. */
export const openBackfill = async (
  request: {
    readonly definitions: Definitions;
    /** Folders of the files that they read. */
    readonly readable: readonly string[];
    readonly ds: string;
    readonly threads: number;
    /** As DuckDB reads it; default: half of the machine's. */
    readonly memoryLimit?: string;
  },
  folder: string,
): Promise<Backfill> => {
  const { definitions, readable, ds, threads, memoryLimit } = request;
  const plan = await planOf(definitions);
  const target: NodeRef = `bench.${Object.keys(definitions).at(-1)}.v1`;
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
    settings,
  };
  const engine = await openEngine({
    spillFolder: join(folder, 'spill'),
    ...limits,
    readable,
    writable: [warehouse],
  });
  const tables = openTables({ warehouse, clock: systemClock });
  const severalTables = plan.nodes.some((node) => node.kind === 'join');
  let state: TableState | null = null;
  let temporary = new Set<string>();
  return {
    name: 'chron',
    apart: [contentHash, commitPiece],
    engine,
    state: () => {
      if (state === null) throw new Error('internal: nothing was run yet');
      return state;
    },
    temporary: () => temporary,
    run: async (watch) => {
      temporary = new Set();
      let filling = '';
      const name: PieceName = (piece) => (filling === '' ? piece : `${piece}, ${filling}`);
      const reporter: Reporter = {
        report: (event) => {
          if (event.event === 'started' && severalTables) filling = event.table.slice(event.table.indexOf('.') + 1);
        },
      };
      const watched = watchedEngine(engine, watch, name);
      const noting: Engine = {
        ...watched,
        run: async (sql) => {
          const made = /TEMP TABLE "(\w+)"/.exec(sql)?.[1];
          if (made !== undefined) temporary.add(made);
          await watched.run(sql);
        },
      };
      const external = async (node: ExternalNode) => await openExternal(node, {}, project);
      const filled = await backfillPlan(
        { plan, target, range: { start: ds, end: ds }, external },
        {
          runId: newRunId(systemClock),
          tables: watchedTables(tables, watch),
          engine: async () => noting,
          clock: systemClock,
          reporter,
          signal: new AbortController().signal,
          stepDays: 30,
          force: true,
          latest: ds,
        },
      );
      state = filled.at(-1)?.state ?? null;
    },
    close: async () => await engine.close(),
  };
};
