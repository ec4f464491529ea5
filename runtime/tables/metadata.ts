import { z } from 'zod';
import { StorageError } from '../errors.ts';
import { type IcebergSchema, icebergSchema } from './iceberg-schema.ts';
import { parseMetadata } from './metadata-json.ts';

/** A 64-bit integer; equal values are `===`, see metadata-json.ts. */
export const long = z.union([z.number(), z.bigint()]);
export type Long = z.infer<typeof long>;

const snapshot = z.looseObject({
  'snapshot-id': long,
  'parent-snapshot-id': long.nullish(),
  'sequence-number': z.number(),
  'timestamp-ms': z.number(),
  'manifest-list': z.string(),
  summary: z.record(z.string(), z.string()).optional(),
});
export type Snapshot = z.infer<typeof snapshot>;

const partitionSpec = z.looseObject({
  'spec-id': z.number(),
  fields: z.array(
    z.looseObject({ 'source-id': z.number(), 'field-id': z.number(), name: z.string(), transform: z.string() }),
  ),
});
export type PartitionSpec = z.infer<typeof partitionSpec>;

/** What we read of a table's metadata; what we do not know is carried along untouched. */
const metadata = z.looseObject({
  'format-version': z.literal(2),
  'table-uuid': z.string(),
  location: z.string(),
  'last-sequence-number': z.number(),
  'last-updated-ms': z.number(),
  'last-column-id': z.number(),
  'current-schema-id': z.number(),
  schemas: z.array(icebergSchema),
  'default-spec-id': z.number(),
  'partition-specs': z.array(partitionSpec),
  properties: z.record(z.string(), z.string()).default({}),
  'current-snapshot-id': long.nullish(),
  refs: z.record(z.string(), z.looseObject({ 'snapshot-id': long, type: z.string() })).default({}),
  snapshots: z.array(snapshot).default([]),
  'snapshot-log': z.array(z.looseObject({ 'snapshot-id': long, 'timestamp-ms': z.number() })).default([]),
  'metadata-log': z.array(z.looseObject({ 'metadata-file': z.string(), 'timestamp-ms': z.number() })).default([]),
});
export type Metadata = z.infer<typeof metadata>;

const version = z.looseObject({ 'format-version': z.number() });

/** Reads one metadata file. Throws StorageError naming `path` where it is damaged or of another format version. */
export const readMetadata = (bytes: Uint8Array, path: string): Metadata => {
  let value: unknown;
  try {
    value = parseMetadata(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    throw new StorageError({ code: 'CHR2200', message: `${path} is no JSON: ${String(cause)}`, hint: restore, cause });
  }
  const format = version.safeParse(value).data?.['format-version'];
  if (format !== undefined && format !== 2) {
    throw new StorageError({
      code: 'CHR2206',
      message: `${path} is of Iceberg's format version ${format}, only version 2 can be read and written`,
      hint: 'Another writer made or upgraded this table; write to another one.',
    });
  }
  const read = metadata.safeParse(value);
  if (read.success) return read.data;
  throw new StorageError({
    code: 'CHR2200',
    message: `${path} is no Iceberg metadata: ${z.prettifyError(read.error)}`,
    hint: restore,
  });
};

const restore = 'The file is damaged: restore it from a copy of the table folder.';

const lacking = (of: Metadata, what: string): StorageError =>
  new StorageError({
    code: 'CHR2200',
    message: `The metadata of ${of.location} lacks its current ${what}`,
    hint: restore,
  });

/** The snapshot that readers see; null before the first. */
export const currentSnapshot = (of: Metadata): Snapshot | null => {
  const id = of['current-snapshot-id'];
  if (id === undefined || id === null || id === -1) return null;
  const found = of.snapshots.find((one) => one['snapshot-id'] === id);
  if (found === undefined) throw lacking(of, 'snapshot');
  return found;
};

/** The schema that readers see. */
export const currentSchema = (of: Metadata): IcebergSchema => {
  const found = of.schemas.find((one) => one['schema-id'] === of['current-schema-id']);
  if (found === undefined) throw lacking(of, 'schema');
  return found;
};

/** The snapshot of a run, if it was committed. */
export const snapshotOfRun = (of: Metadata, runId: string): Snapshot | null =>
  of.snapshots.find((one) => one.summary?.['chron.run-id'] === runId) ?? null;
