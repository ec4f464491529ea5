import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { exitCodes, StorageError } from '../errors.ts';
import type { Clock, Hook, NewPartition } from '../ports.ts';
import type { OpenAttempt } from './attempt.ts';
import { storageFailure } from './failure.ts';
import { checkSchema, judge } from './judge.ts';
import { toLocation } from './location.ts';
import { writeManifest, writeManifestList } from './manifest.ts';
import { currentSnapshot, snapshotOfRun } from './metadata.ts';
import { formatMetadata } from './metadata-json.ts';
import { manifestLine, nextManifests } from './next-manifests.ts';
import { newMetadata, nextMetadata, withSchema } from './next-metadata.ts';
import { formatPartitionFile, type RecordedPartition } from './partition-file.ts';
import { type Pointer, repairHint, swapPointer } from './path-catalog.ts';
import { sealAttempt } from './seal.ts';
import { summaryOf } from './summary.ts';
import { type LoadedTable, loadAt, loadNewest, type Reading } from './table-state.ts';

export type Committing = Reading & { readonly hook: Hook; readonly clock: Clock };

/** `Commit` of ports.ts, with the state in full. */
export type Committed = { readonly outcome: 'committed' | 'already'; readonly state: LoadedTable };

const TRIES = 60;

/** Below 2^52, so that every reader's JSON keeps it exact. */
const newSnapshotId = (): number => Number(randomBytes(8).readBigUInt64BE() & ((1n << 52n) - 1n));

/** Records that still hold after the commit, and those of the commit itself. */
const nextRecords = (newest: LoadedTable | null, partitions: readonly NewPartition[]) => {
  const records = new Map<string, RecordedPartition>();
  for (const [ds, recorded] of newest?.recorded ?? []) {
    if (newest?.partitions.get(ds)?.record !== null) records.set(ds, recorded);
  }
  for (const { ds, files, record } of partitions) {
    records.set(ds, { files: files.map((file) => toLocation(file.path)), record });
  }
  return new Map([...records].sort(([left], [right]) => (left < right ? -1 : 1)));
};

/** Writes what a snapshot consists of and tries to make it the newest; null: another writer was first. */
const tryCommit = async (
  committing: Committing,
  attempt: OpenAttempt,
  on: { readonly newest: LoadedTable | null; readonly partitions: readonly NewPartition[] },
): Promise<Pointer | null> => {
  const { blobs, hook } = committing;
  const { newest, partitions } = on;
  const { folder, partitionColumn, runId } = attempt;
  const lastColumnId = checkSchema(attempt, newest);
  const before =
    newest?.metadata ?? newMetadata({ folder, uuid: randomUUID(), schema: attempt.schema, partitionColumn });
  const { schema, schemas } = withSchema(before, attempt.schema);
  const spec = before['partition-specs'].find((one) => one['spec-id'] === before['default-spec-id']);
  const specId = before['default-spec-id'];
  const snapshotId = newSnapshotId();
  const parent = currentSnapshot(before)?.['snapshot-id'] ?? null;
  const sequenceNumber = before['last-sequence-number'] + 1;
  const id = randomUUID();
  const written: string[] = [];
  const write = async (name: string, body: string | Uint8Array): Promise<string> => {
    const path = join(folder, 'metadata', name);
    written.push(path);
    if (!(await blobs.putIfAbsent(path, body))) throw new Error(`internal: ${path} is taken`);
    return toLocation(path);
  };

  const { fresh, carried } = nextManifests({ newest, partitions, partitionColumn, snapshotId });
  const lines = await Promise.all(
    fresh.map(async ({ entries }, at) => {
      const bytes = writeManifest({
        entries,
        partitionColumn: spec?.fields[0]?.name ?? partitionColumn,
        schema: formatMetadata(schema),
        schemaId: schema['schema-id'],
        spec: formatMetadata(spec?.fields ?? []),
        specId,
      });
      const location = await write(`${id}-m${at}.avro`, bytes);
      return manifestLine({ entries, location, length: bytes.length, specId, snapshotId, sequenceNumber });
    }),
  );
  await hook('manifests');
  const listLocation = await write(
    `snap-${snapshotId}-${id}.avro`,
    writeManifestList([...lines, ...carried], { id: snapshotId, parent, sequenceNumber }),
  );
  await hook('list');
  const recordsLocation = await write(`partitions-${id}.json`, formatPartitionFile(nextRecords(newest, partitions)));
  await hook('records');
  const body = nextMetadata({
    newest,
    before,
    schemas,
    schemaId: schema['schema-id'],
    lastColumnId,
    recordsLocation,
    snapshot: {
      id: snapshotId,
      parent,
      sequenceNumber,
      listLocation,
      summary: summaryOf({ newest, partitions, runId }),
    },
    now: committing.clock.now().getTime(),
  });
  await hook('before swap');
  const pointer = await swapPointer(blobs, folder, { after: newest?.pointer ?? null, body: formatMetadata(body) });
  if (pointer === null) for (const path of written) await blobs.remove(path);
  else await hook('swapped');
  return pointer;
};

/** Ends a commit whose reply was lost: the table itself says whether it happened. */
const lookUp = async (committing: Committing, attempt: OpenAttempt, cause: unknown): Promise<Committed> => {
  const state = await loadNewest(committing, attempt.table, attempt.folder);
  if (state !== null && snapshotOfRun(state.metadata, attempt.runId) !== null) {
    await repairHint(committing.blobs, attempt.folder);
    return { outcome: 'committed', state };
  }
  throw storageFailure(`Committing ${attempt.table}`, cause);
};

const pause = async (attempt: number): Promise<void> =>
  await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(20 * attempt, 500)));

/** Carries an attempt's partitions into the table, all or none. Throws StorageError; exit 75 for a conflict. */
export const commitAttempt = async (
  committing: Committing,
  attempt: OpenAttempt,
  partitions: readonly NewPartition[],
): Promise<Committed> => {
  const { blobs, hook } = committing;
  const { table, folder, runId } = attempt;
  await sealAttempt(blobs, attempt, partitions);
  await hook('sealed');
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const newest = await loadNewest(committing, table, folder);
    if (newest !== null && snapshotOfRun(newest.metadata, runId) !== null) return { outcome: 'already', state: newest };
    const wanted = judge(attempt, partitions, newest);
    await hook('judged');
    if (newest !== null && wanted.length === 0) return { outcome: 'already', state: newest };
    let pointer: Pointer | null;
    try {
      pointer = await tryCommit(committing, attempt, { newest, partitions: wanted });
    } catch (error) {
      return await lookUp(committing, attempt, error);
    }
    if (pointer !== null) {
      await repairHint(blobs, folder);
      await hook('hint');
      return { outcome: 'committed', state: await loadAt(committing, table, pointer) };
    }
    await pause(tries);
  }
  throw new StorageError({
    code: 'CHR2209',
    message: `${table}: other writers were first ${TRIES} times`,
    hint: 'Nothing was committed; run the same command again when fewer writers work on this table.',
    exitCode: exitCodes.busy,
  });
};
