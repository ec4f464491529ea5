import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startPostgres } from '../dev/start-postgres.ts';
import { openEngine } from '../engine/duckdb.ts';
import { openOnlineStore } from '../online/open-online-store.ts';
import type { Clock, Engine, Hook, OnlineStore, TableStore } from '../ports.ts';
import type { Project } from '../project/project.ts';
import { openTables } from '../tables/store.ts';

export const systemClock: Clock = { now: () => new Date() };

/** Ids of runs sort by time and never repeat. */
export const newRunId = (clock: Clock): string =>
  `${clock.now().toISOString().replace(/\D/g, '').slice(0, 14)}${randomBytes(5).toString('hex')}`;

export const tablesOf = (project: Project, hook?: Hook): TableStore =>
  openTables({ warehouse: project.warehouse, clock: systemClock, ...(hook === undefined ? {} : { hook }) });

/**
 * An engine that is opened by the first who asks, and closed once. It reaches the given paths, the warehouse and nothing
 * else; one that only reads does not make the warehouse either.
 */
export const lazyEngine = (
  project: Project,
  readable: () => readonly string[],
  { writes = true }: { readonly writes?: boolean } = {},
): { readonly open: () => Promise<Engine>; readonly close: () => Promise<void> } => {
  let opened: Promise<Engine> | null = null;
  const start = async (): Promise<Engine> => {
    const spillFolder = join(project.state, 'spill');
    await mkdir(spillFolder, { recursive: true });
    if (writes) await mkdir(project.warehouse, { recursive: true });
    return await openEngine({
      spillFolder,
      ...(project.engine.memoryLimit === undefined ? {} : { memoryLimit: project.engine.memoryLimit }),
      ...(project.engine.threads === undefined ? {} : { threads: project.engine.threads }),
      readable: [project.warehouse, ...readable()],
      writable: writes ? [project.warehouse] : [],
    });
  };
  return {
    open: () => {
      opened ??= start();
      return opened;
    },
    close: async () => {
      if (opened !== null) await (await opened).close();
    },
  };
};

/** The profile's PostgreSQL, or the project's own, started when it is not running. */
export const onlineOf = async (project: Project, hook?: Hook): Promise<OnlineStore> => {
  const url = project.postgres ?? (await startPostgres({ projectRoot: project.root, stateFolder: project.state })).url;
  return await openOnlineStore({
    url,
    project: project.name,
    profile: project.profile,
    ...(hook === undefined ? {} : { hook }),
  });
};
