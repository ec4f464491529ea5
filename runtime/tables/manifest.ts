import { z } from 'zod';
import { StorageError } from '../errors.ts';
import { readAvro, writeAvro } from './avro.ts';
import { long } from './metadata.ts';

/** `status` of a manifest's entry. */
export const status = { existing: 0, added: 1, deleted: 2 } as const;

/** By partition column. The codec's records carry methods, which are no columns. */
const partition = z.preprocess(
  (value) => (typeof value === 'object' && value !== null ? { ...value } : value),
  z.record(z.string(), z.unknown()),
);

const dataFile = z.looseObject({
  content: z.number(),
  file_path: z.string(),
  file_format: z.string(),
  partition,
  record_count: z.number(),
  file_size_in_bytes: z.number(),
});

const entry = z.looseObject({
  status: z.number(),
  snapshot_id: long.nullable(),
  sequence_number: z.number().nullable(),
  file_sequence_number: z.number().nullable(),
  data_file: dataFile,
});
export type ManifestEntry = z.infer<typeof entry>;

const listed = z.looseObject({
  manifest_path: z.string(),
  manifest_length: z.number(),
  partition_spec_id: z.number(),
  content: z.number(),
  sequence_number: z.number(),
  min_sequence_number: z.number(),
  added_snapshot_id: long,
  added_files_count: z.number(),
  existing_files_count: z.number(),
  deleted_files_count: z.number(),
  added_rows_count: z.number(),
  existing_rows_count: z.number(),
  deleted_rows_count: z.number(),
});

/** One line of a manifest list. */
export type Manifest = z.infer<typeof listed>;

const field = (name: string, type: unknown, id: number) => ({ name, type, 'field-id': id });
const optional = (name: string, type: unknown, id: number) => ({
  name,
  type: ['null', type],
  default: null,
  'field-id': id,
});

/** Iceberg's map with integer keys, which Avro does not have. */
const byColumn = (name: string, value: string, ids: readonly [own: number, key: number, value: number]) =>
  optional(
    name,
    {
      type: 'array',
      logicalType: 'map',
      items: {
        type: 'record',
        name: `k${ids[1]}_v${ids[2]}`,
        fields: [field('key', 'int', ids[1]), field('value', value, ids[2])],
      },
    },
    ids[0],
  );

const list = (name: string, items: string, ids: readonly [own: number, element: number]) =>
  optional(name, { type: 'array', items, 'element-id': ids[1] }, ids[0]);

const partitionType = (column: string | null) => ({
  type: 'record',
  name: 'r102',
  fields: column === null ? [] : [optional(column, { type: 'int', logicalType: 'date' }, 1000)],
});

const entrySchema = (column: string | null) => ({
  type: 'record',
  name: 'manifest_entry',
  fields: [
    field('status', 'int', 0),
    optional('snapshot_id', 'long', 1),
    optional('sequence_number', 'long', 3),
    optional('file_sequence_number', 'long', 4),
    field(
      'data_file',
      {
        type: 'record',
        name: 'r2',
        fields: [
          field('content', 'int', 134),
          field('file_path', 'string', 100),
          field('file_format', 'string', 101),
          field('partition', partitionType(column), 102),
          field('record_count', 'long', 103),
          field('file_size_in_bytes', 'long', 104),
          byColumn('column_sizes', 'long', [108, 117, 118]),
          byColumn('value_counts', 'long', [109, 119, 120]),
          byColumn('null_value_counts', 'long', [110, 121, 122]),
          byColumn('nan_value_counts', 'long', [137, 138, 139]),
          byColumn('lower_bounds', 'bytes', [125, 126, 127]),
          byColumn('upper_bounds', 'bytes', [128, 129, 130]),
          optional('key_metadata', 'bytes', 131),
          list('split_offsets', 'long', [132, 133]),
          list('equality_ids', 'int', [135, 136]),
          optional('sort_order_id', 'int', 140),
        ],
      },
      2,
    ),
  ],
});

const listSchema = {
  type: 'record',
  name: 'manifest_file',
  fields: [
    field('manifest_path', 'string', 500),
    field('manifest_length', 'long', 501),
    field('partition_spec_id', 'int', 502),
    field('content', 'int', 517),
    field('sequence_number', 'long', 515),
    field('min_sequence_number', 'long', 516),
    field('added_snapshot_id', 'long', 503),
    field('added_files_count', 'int', 504),
    field('existing_files_count', 'int', 505),
    field('deleted_files_count', 'int', 506),
    field('added_rows_count', 'long', 512),
    field('existing_rows_count', 'long', 513),
    field('deleted_rows_count', 'long', 514),
    optional(
      'partitions',
      {
        type: 'array',
        'element-id': 508,
        items: {
          type: 'record',
          name: 'r508',
          fields: [
            field('contains_null', 'boolean', 509),
            optional('contains_nan', 'boolean', 518),
            optional('lower_bound', 'bytes', 510),
            optional('upper_bound', 'bytes', 511),
          ],
        },
      },
      507,
    ),
    optional('key_metadata', 'bytes', 519),
  ],
};

/** Fields a row does not have are null, as the codec wants them said. */
const filled = (row: object, schema: { readonly fields: readonly { readonly name: string }[] }) => ({
  ...Object.fromEntries(schema.fields.map(({ name }) => [name, null])),
  ...row,
});

const dataFileNames = [
  'column_sizes',
  'value_counts',
  'null_value_counts',
  'nan_value_counts',
  'lower_bounds',
  'upper_bounds',
  'key_metadata',
  'split_offsets',
  'equality_ids',
  'sort_order_id',
];

/** The bytes of one manifest. `schema` and `spec` are the JSON texts that Iceberg wants in its header. */
export const writeManifest = (request: {
  readonly entries: readonly ManifestEntry[];
  readonly partitionColumn: string | null;
  readonly schema: string;
  readonly schemaId: number;
  readonly spec: string;
  readonly specId: number;
}): Buffer =>
  writeAvro({
    schema: entrySchema(request.partitionColumn),
    rows: request.entries.map((one) => ({
      ...one,
      data_file: filled(one.data_file, { fields: dataFileNames.map((name) => ({ name })) }),
    })),
    metadata: {
      schema: request.schema,
      'schema-id': String(request.schemaId),
      'partition-spec': request.spec,
      'partition-spec-id': String(request.specId),
      'format-version': '2',
      content: 'data',
    },
  });

/** The bytes of a manifest list. */
export const writeManifestList = (
  manifests: readonly Manifest[],
  snapshot: { readonly id: bigint | number; readonly parent: bigint | number | null; readonly sequenceNumber: number },
): Buffer =>
  writeAvro({
    schema: listSchema,
    rows: manifests.map((one) => filled(one, listSchema)),
    metadata: {
      'snapshot-id': String(snapshot.id),
      'parent-snapshot-id': String(snapshot.parent),
      'sequence-number': String(snapshot.sequenceNumber),
      'format-version': '2',
    },
  });

const parse = <T>(schema: z.ZodType<T>, rows: readonly unknown[], path: string): readonly T[] => {
  const read = z.array(schema).safeParse(rows);
  if (read.success) return read.data;
  throw new StorageError({
    code: 'CHR2200',
    message: `${path} has another shape than Iceberg's format version 2: ${z.prettifyError(read.error)}`,
    hint: 'Another writer made this file; rewrite the manifests there.',
  });
};

/** The lines of a manifest list. Throws StorageError naming `path`. */
export const readManifestList = (bytes: Uint8Array, path: string): readonly Manifest[] =>
  parse(listed, readAvro(bytes, path).rows, path);

/** The live entries of a manifest; ids and sequence numbers that it leaves out come from the list's line. */
export const readManifest = (bytes: Uint8Array, manifest: Manifest): readonly ManifestEntry[] =>
  parse(entry, readAvro(bytes, manifest.manifest_path).rows, manifest.manifest_path)
    .filter((one) => one.status !== status.deleted)
    .map((one) => ({
      ...one,
      snapshot_id: one.snapshot_id ?? manifest.added_snapshot_id,
      sequence_number: one.sequence_number ?? manifest.sequence_number,
      file_sequence_number: one.file_sequence_number ?? manifest.sequence_number,
    }));
