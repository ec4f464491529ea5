import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Bind, choose, compile, heavyCounts, relSql, scriptSql, shiftDay } from '#compiler';
import type { DaySet } from '#compiler/day-set';
import type { ExternalNode, GroupByNode, JoinPart, Plan } from '#compiler/plan';
import { tempName } from '#compiler/temp-name';
import { openEngine } from '#runtime/engine/duckdb';
import { openExternal } from '#runtime/external/open-external';
import { readSql } from '#runtime/external/read-sql';
import type { Engine } from '#runtime/ports';
import type { Project } from '#runtime/project/project';
import type { Events } from '../events.ts';
import type { Side } from '../measure.ts';
import { trainingSet } from './definition.ts';
import type { Queries } from './queries.ts';

const settings = { partitionColumn: 'ds', namespaces: {} };

type Compiled = { readonly plan: Plan; readonly part: JoinPart; readonly features: GroupByNode };

const compiled = async (events: Events, queries: Queries): Promise<Compiled> => {
  const { features, joined } = trainingSet(events, queries);
  const { plan, diagnostics } = await compile(
    {
      definitions: [
        { file: 'features/bench/features.ts', export: 'v1', definition: features },
        { file: 'features/bench/training_set.ts', export: 'v1', definition: joined },
      ],
      settings,
    },
    { describe: () => Promise.reject(new Error('there is no user SQL here')), sources: null },
  );
  const node = plan.nodes.find((one) => one.kind === 'group-by');
  const [part] = plan.nodes.flatMap((one) => (one.kind === 'join' ? one.parts : []));
  if (node === undefined || part === undefined) throw new Error(`internal: ${JSON.stringify(diagnostics)}`);
  return { plan, part, features: node };
};

/** Files as they are listed when a run begins. */
const bound = async (plan: Plan, project: Project): Promise<Bind> => {
  const externals = plan.nodes.filter((one): one is ExternalNode => one.kind === 'external');
  const found = new Map(
    await Promise.all(
      externals.map(async (node) => [node.name, { node, files: await openExternal(node, {}, project) }] as const),
    ),
  );
  return ({ ref, partitions }) => {
    const read = found.get(ref);
    if (read === undefined) throw new Error(`internal: a scan of ${ref}`);
    const days = { from: partitions?.from ?? null, to: partitions?.to ?? null };
    return readSql(read.node, read.files.files(days), [days]);
  };
};

export type Ours = Side & {
  readonly file: string;
  /** What the newest run found out before it chose. */
  readonly tiles: () => boolean;
  readonly close: () => Promise<void>;
};

/** The part of the join that holds the features, as a backfill computes it: what is known, statements, a durable file. */
export const openOurs = async (
  request: {
    readonly events: Events;
    readonly queries: Queries;
    readonly threads: number;
    readonly memoryLimit: string;
  },
  folder: string,
): Promise<Ours> => {
  const { events, queries, threads, memoryLimit } = request;
  const { plan, part, features } = await compiled(events, queries);
  const limits = { threads, memoryLimit };
  const project: Project = {
    name: 'bench',
    root: folder,
    profile: 'bench',
    state: folder,
    warehouse: folder,
    mounts: [],
    postgres: null,
    engine: limits,
    settings,
  };
  const written = join(folder, 'ours');
  await mkdir(written);
  const file = join(written, 'part.parquet');
  const engine = await openEngine({
    spillFolder: join(folder, 'spill'),
    ...limits,
    readable: [events.folder, queries.folder],
    writable: [written],
  });
  const range = { start: events.last, end: events.last, latest: events.last };
  const times = [{ start: shiftDay(events.last, 1 - queries.days), end: events.last }];
  const schema = part.output.columns.map(({ name, type }, index) => ({ id: index + 1, name, type }));
  let tiles = false;
  return {
    name: 'chron',
    apart: [],
    file,
    tiles: () => tiles,
    run: async (watch) => {
      const bind = await watch('find files', () => bound(plan, project));
      const heavy = await watch('look for heavy keys', () => heavyOf(engine, { part, features, bind, range, times }));
      const script = scriptSql(choose(part, range, { slices: 1, features, times, heavy }), bind);
      tiles = script.temps.some(({ name }) => name === tempName('tile_states'));
      await watch('prepare', async () => {
        for (const { name, sql } of script.temps) await engine.run(`CREATE OR REPLACE TEMP TABLE "${name}" AS\n${sql}`);
      });
      await watch('query and write', async () => {
        for (const { sql } of script.outputs) await engine.writeParquet({ query: sql, file, schema });
      });
      for (const { name } of script.temps) await engine.run(`DROP TABLE "${name}"`);
    },
    close: async () => {
      await engine.close();
      await rm(written, { recursive: true, force: true });
    },
  };
};

const heavyOf = async (
  engine: Engine,
  request: Pick<Compiled, 'part' | 'features'> & {
    readonly bind: Bind;
    readonly range: { readonly start: string; readonly end: string; readonly latest: string };
    readonly times: DaySet;
  },
) => {
  const { part, features, bind, range, times } = request;
  const counts = heavyCounts(part, features, { range, times });
  if (counts === null) return null;
  const [row] = await engine.rows(relSql(counts, bind));
  return { keys: Number(row?.['keys']), pairs: Number(row?.['pairs']), rows: Number(row?.['rows']) };
};
