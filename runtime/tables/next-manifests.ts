import type { NewPartition } from '../ports.ts';
import { dayNumber } from './day.ts';
import { toLocation } from './location.ts';
import { type Manifest, type ManifestEntry, status } from './manifest.ts';
import type { Long } from './metadata.ts';
import { entryDay, type LoadedTable } from './table-state.ts';

/** The manifests after a commit: one new one for each day, the others as they were. */
export type NextManifests = {
  readonly fresh: readonly { readonly ds: string; readonly entries: readonly ManifestEntry[] }[];
  readonly carried: readonly Manifest[];
};

const added = (partition: NewPartition, column: string | null, snapshotId: Long): readonly ManifestEntry[] =>
  partition.files.map((file) => ({
    status: status.added,
    snapshot_id: snapshotId,
    // Null: the reader takes the sequence number of the list's line.
    sequence_number: null,
    file_sequence_number: null,
    data_file: {
      content: 0,
      file_path: toLocation(file.path),
      file_format: 'PARQUET',
      partition: column === null ? {} : { [column]: dayNumber(partition.ds) },
      record_count: file.rows,
      file_size_in_bytes: file.size,
    },
  }));

/** New days are ADDED, what they replace is DELETED; other days of a manifest that is taken apart are EXISTING. */
export const nextManifests = (request: {
  readonly newest: Pick<LoadedTable, 'table' | 'manifests'> | null;
  readonly partitions: readonly NewPartition[];
  readonly partitionColumn: string | null;
  readonly snapshotId: Long;
}): NextManifests => {
  const { newest, partitions, partitionColumn, snapshotId } = request;
  const fresh = new Map(partitions.map((one) => [one.ds, [...added(one, partitionColumn, snapshotId)]]));
  const carried: Manifest[] = [];
  for (const { manifest, entries } of newest?.manifests ?? []) {
    const days = entries.map((entry) => entryDay({ table: newest?.table ?? '', partitionColumn }, entry));
    const first = days.find((ds) => fresh.has(ds));
    if (first === undefined) {
      if (entries.length > 0) carried.push(manifest);
      continue;
    }
    for (const [at, entry] of entries.entries()) {
      const replaced = fresh.get(days[at] ?? '');
      if (replaced !== undefined) replaced.push({ ...entry, status: status.deleted, snapshot_id: snapshotId });
      else fresh.get(first)?.push({ ...entry, status: status.existing });
    }
  }
  return { fresh: [...fresh].map(([ds, entries]) => ({ ds, entries })), carried };
};

const dayBytes = (days: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(days);
  return bytes;
};

/** A new manifest's line in the list: counts by status, bounds of its days. */
export const manifestLine = (request: {
  readonly entries: readonly ManifestEntry[];
  readonly location: string;
  readonly length: number;
  readonly specId: number;
  readonly snapshotId: Long;
  readonly sequenceNumber: number;
}): Manifest => {
  const { entries, sequenceNumber } = request;
  const of = (wanted: number) => entries.filter((entry) => entry.status === wanted);
  const rows = (wanted: number) => of(wanted).reduce((sum, entry) => sum + entry.data_file.record_count, 0);
  const days = entries.flatMap((entry) => Object.values(entry.data_file.partition).map(Number));
  return {
    manifest_path: request.location,
    manifest_length: request.length,
    partition_spec_id: request.specId,
    content: 0,
    sequence_number: sequenceNumber,
    min_sequence_number: Math.min(sequenceNumber, ...of(status.existing).map((one) => one.sequence_number ?? 0)),
    added_snapshot_id: request.snapshotId,
    added_files_count: of(status.added).length,
    existing_files_count: of(status.existing).length,
    deleted_files_count: of(status.deleted).length,
    added_rows_count: rows(status.added),
    existing_rows_count: rows(status.existing),
    deleted_rows_count: rows(status.deleted),
    partitions:
      days.length === 0
        ? []
        : [
            {
              contains_null: false,
              contains_nan: null,
              lower_bound: dayBytes(Math.min(...days)),
              upper_bound: dayBytes(Math.max(...days)),
            },
          ],
  };
};
