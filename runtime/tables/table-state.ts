import { wholeTable } from '#compiler';
import { StorageError } from '../errors.ts';
import type { DataFile, Field, Partition, TableState } from '../ports.ts';
import type { Blobs } from './blobs.ts';
import { dayNumber, dayText } from './day.ts';
import { fromIcebergSchema } from './iceberg-schema.ts';
import { toPath } from './location.ts';
import { type Manifest, type ManifestEntry, readManifest, readManifestList } from './manifest.ts';
import { currentSchema, currentSnapshot, type Metadata, readMetadata, type Snapshot } from './metadata.ts';
import { parsePartitionFile, type RecordedPartition } from './partition-file.ts';
import { newestPointer, type Pointer } from './path-catalog.ts';
import { scanOf } from './scan-of.ts';

/** The table property that names the file of partition records. */
export const recordsProperty = 'chron.partitions';

/** A state with what a commit on top of it needs. */
export type LoadedTable = TableState & {
  readonly pointer: Pointer;
  readonly metadata: Metadata;
  /** null: the table has no partitions. */
  readonly partitionColumn: string | null;
  readonly manifests: readonly { readonly manifest: Manifest; readonly entries: readonly ManifestEntry[] }[];
  readonly recorded: ReadonlyMap<string, RecordedPartition>;
};

/** Where tables are read from; manifests never change, so what was read once is kept. */
export type Reading = {
  readonly blobs: Blobs;
  readonly manifests: Map<string, readonly ManifestEntry[]>;
};

const foreign = (table: string, what: string): StorageError =>
  new StorageError({
    code: 'CHR2206',
    message: `${table} ${what}, which this program neither reads nor writes`,
    hint: 'Another writer did this; compact or rewrite the table there, or write to another table.',
  });

const present = async (blobs: Blobs, location: string): Promise<Uint8Array> => {
  const path = toPath(location);
  const bytes = await blobs.read(path);
  if (bytes !== null) return bytes;
  throw new StorageError({
    code: 'CHR2200',
    message: `${path} is missing, though the table's metadata names it`,
    hint: 'Files of the table were removed: restore them from a copy of the table folder.',
  });
};

/** The column of the one partition spec that is ours; null: none at all. Throws StorageError for any other partitioning. */
const partitionColumnOf = (table: string, metadata: Metadata): string | null => {
  const spec = metadata['partition-specs'].find((one) => one['spec-id'] === metadata['default-spec-id']);
  const [only, ...more] = spec?.fields ?? [];
  const column = currentSchema(metadata).fields.find((field) => field.id === only?.['source-id']);
  if (metadata.properties['schema.name-mapping.default'] !== undefined) {
    throw foreign(table, 'has files without field ids (schema.name-mapping.default)');
  }
  if (spec !== undefined && only === undefined) return null;
  if (only === undefined || more.length > 0 || only.transform !== 'identity' || column?.type !== 'date') {
    throw foreign(table, 'is not partitioned by one date column as it is');
  }
  return column.name;
};

const checkManifest = (table: string, metadata: Metadata, manifest: Manifest): void => {
  const live = manifest.added_files_count + manifest.existing_files_count;
  if (live > 0 && manifest.content !== 0) throw foreign(table, 'has delete files');
  if (live > 0 && manifest.partition_spec_id !== metadata['default-spec-id']) {
    throw foreign(table, 'holds files of an older partition spec');
  }
};

/** The day of a live file, or what stands for it in a table without partitions. */
export const entryDay = (of: Pick<LoadedTable, 'table' | 'partitionColumn'>, entry: ManifestEntry): string => {
  const values = Object.values(entry.data_file.partition);
  if (of.partitionColumn === null) {
    if (values.length === 0) return wholeTable;
    throw foreign(of.table, `is partitioned otherwise than ${entry.data_file.file_path}`);
  }
  const [value] = values;
  if (typeof value === 'number') return dayText(value);
  throw foreign(of.table, `has rows without a partition day in ${entry.data_file.file_path}`);
};

const entriesOf = async (reading: Reading, manifest: Manifest): Promise<readonly ManifestEntry[]> => {
  const known = reading.manifests.get(manifest.manifest_path);
  if (known !== undefined) return known;
  const bytes = await present(reading.blobs, manifest.manifest_path);
  if (bytes.byteLength !== manifest.manifest_length) {
    throw new StorageError({
      code: 'CHR2200',
      message: `${manifest.manifest_path} has ${bytes.byteLength} bytes, its list says ${manifest.manifest_length}`,
      hint: 'The file is damaged: restore it from a copy of the table folder.',
    });
  }
  const entries = readManifest(bytes, manifest);
  reading.manifests.set(manifest.manifest_path, entries);
  return entries;
};

/** A list cut at the end of a block has fewer lines and is otherwise whole; our snapshots say how many files they have. */
const checkTotal = (snapshot: Snapshot | null, entries: readonly ManifestEntry[]): void => {
  const total = snapshot?.summary?.['total-data-files'];
  const ours = snapshot?.summary?.['chron.run-id'] !== undefined;
  if (!ours || total === undefined || Number(total) === entries.length) return;
  throw new StorageError({
    code: 'CHR2200',
    message: `${snapshot?.['manifest-list']} leads to ${entries.length} files, its snapshot has ${total}`,
    hint: 'The file is damaged: restore it from a copy of the table folder.',
  });
};

const sameFiles = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.toSorted().join('\n') === right.toSorted().join('\n');

/** The live partitions, ascending; a record counts only if its files are the live ones. */
const partitionsOf = (
  of: Pick<LoadedTable, 'table' | 'partitionColumn'>,
  entries: readonly ManifestEntry[],
  recorded: ReadonlyMap<string, RecordedPartition>,
): ReadonlyMap<string, Partition> => {
  const files = new Map<string, DataFile[]>();
  for (const entry of entries) {
    const { file_path, file_format, record_count, file_size_in_bytes } = entry.data_file;
    if (file_format.toUpperCase() !== 'PARQUET') throw foreign(of.table, `holds a file of format ${file_format}`);
    const ds = entryDay(of, entry);
    const file = { path: toPath(file_path), rows: record_count, size: file_size_in_bytes };
    files.set(ds, [...(files.get(ds) ?? []), file]);
  }
  const ordered = [...files].sort(([left], [right]) => (dayNumber(left) ?? 0) - (dayNumber(right) ?? 0));
  return new Map(
    ordered.map(([ds, own]) => {
      const record = recorded.get(ds);
      const counts =
        record !== undefined &&
        sameFiles(
          record.files.map(toPath),
          own.map((file) => file.path),
        );
      const rows = own.reduce((sum, file) => sum + file.rows, 0);
      return [ds, { ds, files: own, rows, record: counts ? record.record : null }];
    }),
  );
};

/** The state that one metadata file describes. */
export const loadAt = async (reading: Reading, table: string, pointer: Pointer): Promise<LoadedTable> => {
  const metadata = readMetadata(await present(reading.blobs, pointer.path), pointer.path);
  const partitionColumn = partitionColumnOf(table, metadata);
  const schema: readonly Field[] = fromIcebergSchema(table, currentSchema(metadata));
  const snapshot = currentSnapshot(metadata);
  const list = snapshot?.['manifest-list'];
  const listed = list === undefined ? [] : readManifestList(await present(reading.blobs, list), list);
  for (const manifest of listed) checkManifest(table, metadata, manifest);
  const manifests = await Promise.all(
    listed
      .filter((manifest) => manifest.content === 0)
      .map(async (manifest) => ({ manifest, entries: await entriesOf(reading, manifest) })),
  );
  const entries = manifests.flatMap((one) => one.entries);
  checkTotal(snapshot, entries);
  const records = metadata.properties[recordsProperty];
  const recorded =
    records === undefined ? new Map() : parsePartitionFile(await present(reading.blobs, records), records);
  const partitions = partitionsOf({ table, partitionColumn }, entries, recorded);
  return {
    table,
    metadataLocation: pointer.path,
    schema,
    partitions,
    scan: (range) => scanOf({ schema, partitions }, range),
    pointer,
    metadata,
    partitionColumn,
    manifests,
    recorded,
  };
};

/** The newest committed state; null: no table there. */
export const loadNewest = async (reading: Reading, table: string, folder: string): Promise<LoadedTable | null> => {
  const pointer = await newestPointer(reading.blobs, folder);
  return pointer === null ? null : await loadAt(reading, table, pointer);
};
