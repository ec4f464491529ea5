import { exitCodes, StorageError } from '../errors.ts';
import type { NewPartition, Partition, TableState } from '../ports.ts';
import { type OpenAttempt, plannedOn } from './attempt.ts';
import type { LoadedTable } from './table-state.ts';

const filesOf = (partition: Partition | undefined): string =>
  (partition?.files ?? [])
    .map(({ path }) => path)
    .sort()
    .join('\n');

const conflict = (table: string, ds: string, now: Partition | undefined): StorageError => {
  const by = now?.record === undefined || now.record === null ? 'another writer' : `run ${now.record.runId}`;
  return new StorageError({
    code: 'CHR2203',
    message: `${table}, ${ds}: ${now === undefined ? 'removed' : `replaced by ${by}`} while this run computed it`,
    hint: 'Nothing was committed; run the same command again, it starts from what is there now.',
    exitCode: exitCodes.busy,
  });
};

/**
 * The partitions still to be committed on the newest state: one that is as the run's base saw it is replaced, one that
 * others made of the same things meanwhile is left. Throws StorageError (exit 75) for one that others changed.
 */
export const judge = (
  attempt: OpenAttempt,
  partitions: readonly NewPartition[],
  newest: TableState | null,
): readonly NewPartition[] =>
  partitions.filter((mine) => {
    const now = newest?.partitions.get(mine.ds);
    if (filesOf(now) === filesOf(attempt.base?.partitions.get(mine.ds))) return true;
    if (now?.record?.made === mine.record.made) return false;
    throw conflict(attempt.table, mine.ds, now);
  });

/** The files carry the field ids planned at the start; throws StorageError (exit 75) where the newest state gives others. */
export const checkSchema = (attempt: OpenAttempt, newest: LoadedTable | null): number => {
  const planned = plannedOn(attempt.table, attempt.columns, newest);
  if (JSON.stringify(planned.fields) === JSON.stringify(attempt.schema)) return planned.lastColumnId;
  throw new StorageError({
    code: 'CHR2204',
    message: `${attempt.table}: another writer changed the columns while this run computed`,
    hint: 'Nothing was committed; run the same command again.',
    exitCode: exitCodes.busy,
  });
};
