import { resolve } from 'node:path';
import type { Attempt, Clock, Hook, TableState, TableStore } from '../ports.ts';
import { attemptFolder, nextSchema, type OpenAttempt, openAttempt } from './attempt.ts';
import type { Blobs } from './blobs.ts';
import { type Committing, commitAttempt } from './commit.ts';
import { storageFailure } from './failure.ts';
import { localBlobs } from './local-blobs.ts';
import { tableFolder } from './location.ts';
import { lockFolder } from './lock.ts';
import { snapshotOfRun } from './metadata.ts';
import { repairHint } from './path-catalog.ts';
import { runPath } from './seal.ts';
import { type LoadedTable, loadNewest } from './table-state.ts';

/** The named steps at which `hook` is called, in order. */
export const commitSteps = [
  'begun',
  'data',
  'sealed',
  'judged',
  'manifests',
  'list',
  'records',
  'before swap',
  'swapped',
  'hint',
] as const;

const ignore: Hook = () => undefined;

/**
 * Iceberg v2 tables in folders of `warehouse`, one folder a table, with the path catalog. A commit is one new metadata
 * file created exclusively; the methods throw StorageError.
 */
export const openTables = (options: {
  readonly warehouse: string;
  readonly clock: Clock;
  readonly hook?: Hook;
  readonly blobs?: Blobs;
}): TableStore => {
  const warehouse = resolve(options.warehouse);
  const { clock, hook = ignore, blobs = localBlobs } = options;
  const committing: Committing = { blobs, hook, clock, manifests: new Map() };
  const loaded = new WeakMap<TableState, LoadedTable>();
  const open = new WeakMap<Attempt, { readonly attempt: OpenAttempt; readonly days: Set<string> }>();

  /** A state as its user sees it; what a commit needs of it stays here. */
  const shown = (state: LoadedTable): TableState => {
    const { table, metadataLocation, schema, partitions, scan } = state;
    const visible: TableState = { table, metadataLocation, schema, partitions, scan };
    loaded.set(visible, state);
    return visible;
  };
  const known = <K extends object, V>(map: WeakMap<K, V>, key: K): V => {
    const value = map.get(key);
    if (value === undefined) throw new Error('internal: a state or attempt of another store');
    return value;
  };

  return {
    load: async (table) => {
      const state = await loadNewest(committing, table, tableFolder(warehouse, table));
      return state === null ? null : shown(state);
    },
    repair: async (table) => {
      try {
        await repairHint(blobs, tableFolder(warehouse, table));
      } catch (error) {
        throw storageFailure(`Repairing ${table}`, error);
      }
    },
    lock: async (table, holder) =>
      await lockFolder(blobs, tableFolder(warehouse, table), { table, holder, now: clock.now() }),
    check: async (request) => {
      const { table } = request;
      nextSchema({ ...request, base: await loadNewest(committing, table, tableFolder(warehouse, table)) });
    },
    begin: async ({ base, ...request }) => {
      const folder = tableFolder(warehouse, request.table);
      const attempt = openAttempt({ ...request, folder, base: base === null ? null : known(loaded, base) });
      await repairHint(blobs, folder);
      const days = new Set<string>();
      const { runId, table, schema } = attempt;
      const visible: Attempt = {
        runId,
        table,
        schema,
        dataFile: async (ds) => {
          days.add(ds);
          try {
            return await attempt.dataFile(ds);
          } catch (error) {
            throw storageFailure(`Making a folder for ${table}, ${ds}`, error);
          } finally {
            await hook('data');
          }
        },
      };
      open.set(visible, { attempt, days });
      await hook('begun');
      return visible;
    },
    commit: async (attempt, partitions) => {
      try {
        const { outcome, state } = await commitAttempt(committing, known(open, attempt).attempt, partitions);
        return { outcome, state: shown(state) };
      } catch (error) {
        throw storageFailure(`Committing ${attempt.table}`, error);
      }
    },
    abandon: async (attempt) => {
      const { attempt: own, days } = known(open, attempt);
      // A commit whose reply was lost may have happened: then the files are the table's.
      const newest = await loadNewest(committing, own.table, own.folder);
      if (newest !== null && snapshotOfRun(newest.metadata, own.runId) !== null) return;
      for (const ds of days) await blobs.remove(attemptFolder(own.folder, ds, own.runId));
      await blobs.remove(runPath(own.folder, own.runId));
    },
  };
};
