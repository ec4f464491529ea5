import type { Field } from '../ports.ts';
import { type IcebergSchema, toIcebergFields } from './iceberg-schema.ts';
import { toLocation } from './location.ts';
import type { Long, Metadata, Snapshot } from './metadata.ts';
import { type LoadedTable, recordsProperty } from './table-state.ts';

const KEPT = 100;
const KEPT_MS = 7 * 86_400_000;

/** Identity of the one partition field, as Iceberg numbers them. */
const partitionFieldId = 1000;

/** Metadata of a table nobody wrote yet. */
export const newMetadata = (request: {
  readonly folder: string;
  readonly uuid: string;
  readonly schema: readonly Field[];
  /** null: the table has no partitions. */
  readonly partitionColumn: string | null;
}): Metadata => ({
  'format-version': 2,
  'table-uuid': request.uuid,
  location: toLocation(request.folder),
  'last-sequence-number': 0,
  'last-updated-ms': 0,
  'last-column-id': 0,
  'current-schema-id': 0,
  schemas: [{ type: 'struct', 'schema-id': 0, fields: toIcebergFields(request.schema) }],
  'default-spec-id': 0,
  'partition-specs': [
    {
      'spec-id': 0,
      fields:
        request.partitionColumn === null
          ? []
          : [
              {
                'source-id': request.schema.find(({ name }) => name === request.partitionColumn)?.id ?? -1,
                'field-id': partitionFieldId,
                name: request.partitionColumn,
                transform: 'identity',
              },
            ],
    },
  ],
  'last-partition-id': request.partitionColumn === null ? partitionFieldId - 1 : partitionFieldId,
  'default-sort-order-id': 0,
  'sort-orders': [{ 'order-id': 0, fields: [] }],
  properties: {},
  refs: {},
  snapshots: [],
  'snapshot-log': [],
  'metadata-log': [],
});

/** The schema under which new files are written: the one with these fields, or a new one. */
export const withSchema = (
  before: Metadata,
  fields: readonly Field[],
): { readonly schema: IcebergSchema; readonly schemas: IcebergSchema[] } => {
  const wanted = toIcebergFields(fields);
  const shape = (all: readonly { id: number; name: string; type: unknown }[]) =>
    JSON.stringify(all.map(({ id, name, type }) => [id, name, type]));
  const known = before.schemas.find((one) => shape(one.fields) === shape(wanted));
  if (known !== undefined) return { schema: known, schemas: before.schemas };
  const id = Math.max(...before.schemas.map((one) => one['schema-id'])) + 1;
  const schema: IcebergSchema = { type: 'struct', 'schema-id': id, fields: wanted };
  return { schema, schemas: [...before.schemas, schema] };
};

/** Snapshots to keep: the newest hundred, whatever a tag or branch names, and all of the last seven days. */
const keptSnapshots = (all: readonly Snapshot[], refs: Metadata['refs'], now: number): Snapshot[] => {
  const named = new Set(Object.values(refs).map((ref) => ref['snapshot-id']));
  return all.filter(
    (one, at) => at >= all.length - KEPT || named.has(one['snapshot-id']) || one['timestamp-ms'] > now - KEPT_MS,
  );
};

/** The metadata after a commit. */
export const nextMetadata = (request: {
  readonly newest: LoadedTable | null;
  readonly before: Metadata;
  readonly schemas: IcebergSchema[];
  readonly schemaId: number;
  readonly lastColumnId: number;
  readonly recordsLocation: string;
  readonly snapshot: {
    readonly id: Long;
    readonly parent: Long | null;
    readonly sequenceNumber: number;
    readonly listLocation: string;
    readonly summary: Readonly<Record<string, string>>;
  };
  readonly now: number;
}): Metadata => {
  const { newest, before, snapshot } = request;
  // A clock that went back must not make a snapshot older than its parent.
  const now = Math.max(request.now, before['last-updated-ms']);
  const refs = { ...before.refs, main: { ...before.refs['main'], 'snapshot-id': snapshot.id, type: 'branch' } };
  const own: Snapshot = {
    'snapshot-id': snapshot.id,
    ...(snapshot.parent === null ? {} : { 'parent-snapshot-id': snapshot.parent }),
    'sequence-number': snapshot.sequenceNumber,
    'timestamp-ms': now,
    'manifest-list': snapshot.listLocation,
    summary: { operation: 'overwrite', ...snapshot.summary },
    'schema-id': request.schemaId,
  };
  const snapshots = keptSnapshots([...before.snapshots, own], refs, now);
  const ids = new Set(snapshots.map((one) => one['snapshot-id']));
  const log = [...before['snapshot-log'], { 'snapshot-id': snapshot.id, 'timestamp-ms': now }];
  const was =
    newest === null
      ? []
      : [{ 'metadata-file': toLocation(newest.pointer.path), 'timestamp-ms': before['last-updated-ms'] }];
  return {
    ...before,
    'last-sequence-number': snapshot.sequenceNumber,
    'last-updated-ms': now,
    'last-column-id': request.lastColumnId,
    'current-schema-id': request.schemaId,
    schemas: request.schemas,
    properties: { ...before.properties, [recordsProperty]: request.recordsLocation },
    'current-snapshot-id': snapshot.id,
    refs,
    snapshots,
    'snapshot-log': log.filter((one) => ids.has(one['snapshot-id'])),
    'metadata-log': [...before['metadata-log'], ...was].slice(-KEPT),
  };
};
