import { dirname, join } from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet';
import { wholeTable } from '#compiler';
import { StorageError } from '../errors.ts';
import type { DataFile, Field, NewPartition } from '../ports.ts';
import { attemptFolder, type OpenAttempt } from './attempt.ts';
import type { Blobs } from './blobs.ts';
import { dayNumber } from './day.ts';

const damaged = (file: DataFile, what: string): StorageError =>
  new StorageError({
    code: 'CHR2208',
    message: `${file.path} ${what}`,
    hint: 'Nothing was committed; check the disk and run the same command again.',
  });

/** The footer says what was really written. Throws StorageError where it is not what the run says. */
const checkFooter = async (file: DataFile, schema: readonly Field[]): Promise<void> => {
  const footer = await parquetMetadataAsync(await asyncBufferFromFile(file.path));
  if (Number(footer.num_rows) !== file.rows) throw damaged(file, `holds ${footer.num_rows} rows, not ${file.rows}`);
  const stored = new Set(footer.schema.map(({ field_id, name }) => `${field_id} ${name}`));
  for (const { id, name } of schema) {
    if (!stored.has(`${id} ${name}`)) throw damaged(file, `lacks the column ${name} with field id ${id}`);
  }
};

const sealFile = async (blobs: Blobs, file: DataFile, schema: readonly Field[]) => {
  const size = await blobs.size(file.path);
  if (size !== file.size) throw damaged(file, `has ${size ?? 'no'} bytes, not ${file.size}`);
  await checkFooter(file, schema);
  return { ...file, sha256: await blobs.digest(file.path) };
};

/** The days and files must be what this attempt wrote: an error here is ours, not the user's. */
const checkOwn = (attempt: OpenAttempt, partitions: readonly NewPartition[]): void => {
  const days = new Set(partitions.map(({ ds }) => ds));
  if (partitions.length === 0 || days.size !== partitions.length) throw new Error('internal: partitions of a commit');
  for (const { ds, files } of partitions) {
    const own = attemptFolder(attempt.folder, ds, attempt.runId);
    const isDay = attempt.partitionColumn === null ? ds === wholeTable : dayNumber(ds) !== null;
    if (!isDay || files.length === 0 || files.some(({ path }) => dirname(path) !== own)) {
      throw new Error(`internal: files of ${ds} are not this attempt's`);
    }
  }
};

/** Writes `_runs/<runId>.json`: every file with size, rows and sha256, before anybody can see them. */
export const sealAttempt = async (
  blobs: Blobs,
  attempt: OpenAttempt,
  partitions: readonly NewPartition[],
): Promise<void> => {
  checkOwn(attempt, partitions);
  const sealed = [];
  for (const { ds, files, record } of partitions) {
    const own = [];
    for (const file of files) own.push(await sealFile(blobs, file, attempt.schema));
    sealed.push({ ds, made: record.made, engine: record.engine, files: own });
  }
  const body = { version: 1, runId: attempt.runId, table: attempt.table, partitions: sealed };
  await blobs.put(runPath(attempt.folder, attempt.runId), JSON.stringify(body));
};

/** Where a run's sealed list of files lies. */
export const runPath = (folder: string, runId: string): string => join(folder, '_runs', `${runId}.json`);
