import { z } from 'zod';
import { StorageError } from '../errors.ts';
import type { InputVersion, PartitionRecord } from '../ports.ts';
import { byInput } from './digest.ts';

/** What a partition was made from, and the locations of the files for which that holds. */
export type RecordedPartition = { readonly files: readonly string[]; readonly record: PartitionRecord };

/** Input versions as rows; `version` null: absent. */
const inputRow = z.tuple([z.string(), z.string(), z.tuple([z.string().nullable(), z.string()]).nullable()]);

/**
 * A day's inputs are mostly those of the day before, so each version is written once and a day names ranges of them:
 * [first, count]. A table of 1,000 days with unbounded lookback stays within a megabyte.
 */
const partitionFile = z.object({
  version: z.literal(1),
  inputs: z.array(inputRow),
  definitions: z.array(
    z.object({ own: z.record(z.string(), z.string()), semantics: z.record(z.string(), z.number()) }),
  ),
  partitions: z.record(
    z.string(),
    z.object({
      files: z.array(z.string()),
      definition: z.number(),
      inputs: z.array(z.tuple([z.number(), z.number()])),
      made: z.string(),
      content: z.object({ rows: z.number(), hash: z.string() }),
      runId: z.string(),
      engine: z.string(),
    }),
  ),
});
type PartitionFile = z.infer<typeof partitionFile>;

const rowOf = ({ input, partition, version }: InputVersion): z.infer<typeof inputRow> => [
  input,
  partition,
  version === 'absent' ? null : [version.made, version.content],
];

const ranges = (indexes: readonly number[]): [number, number][] => {
  const found: [number, number][] = [];
  for (const index of indexes) {
    const last = found.at(-1);
    if (last !== undefined && last[0] + last[1] === index) last[1] += 1;
    else found.push([index, 1]);
  }
  return found;
};

/** All versions that the partitions were made from, in the order of `byInput`, each once. */
const interned = (partitions: Iterable<RecordedPartition>) => {
  // By object first: partitions read from one file share theirs, and most of them are carried along.
  const keys = new Map<InputVersion, string>();
  const rows = new Map<string, InputVersion>();
  for (const { record } of partitions) {
    for (const one of record.inputs) {
      if (keys.has(one)) continue;
      const key = JSON.stringify(rowOf(one));
      keys.set(one, key);
      if (!rows.has(key)) rows.set(key, one);
    }
  }
  const ordered = [...rows].sort(([, left], [, right]) => byInput(left, right));
  const positions = new Map(ordered.map(([key], at) => [key, at]));
  return {
    rows: ordered.map(([, one]) => rowOf(one)),
    position: (one: InputVersion): number => positions.get(keys.get(one) ?? '') ?? -1,
  };
};

/** The text of `metadata/partitions-<id>.json`. */
export const formatPartitionFile = (partitions: ReadonlyMap<string, RecordedPartition>): string => {
  const inputs = interned(partitions.values());
  const definitions = new Map<string, { readonly at: number; readonly value: PartitionRecord['definition'] }>();
  const file: PartitionFile = { version: 1, inputs: inputs.rows, definitions: [], partitions: {} };
  for (const [ds, { files, record }] of partitions) {
    const key = JSON.stringify([record.definition.own, record.definition.semantics]);
    const definition = definitions.get(key) ?? { at: definitions.size, value: record.definition };
    definitions.set(key, definition);
    file.partitions[ds] = {
      files: [...files],
      definition: definition.at,
      inputs: ranges(record.inputs.map(inputs.position).sort((left, right) => left - right)),
      made: record.made,
      content: record.content,
      runId: record.runId,
      engine: record.engine,
    };
  }
  file.definitions.push(
    ...[...definitions.values()].map(({ value }) => ({ own: { ...value.own }, semantics: { ...value.semantics } })),
  );
  return JSON.stringify(file);
};

/** The inverse, by ds; inputs come in the order of `byInput`. Throws StorageError naming `path`. */
export const parsePartitionFile = (bytes: Uint8Array, path: string): ReadonlyMap<string, RecordedPartition> => {
  let file: PartitionFile;
  try {
    file = partitionFile.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (cause) {
    throw new StorageError({
      code: 'CHR2200',
      message: `${path} cannot be read: ${cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause)}`,
      hint: 'It is damaged, or written by a newer version of this program.',
      cause,
    });
  }
  const inputs = file.inputs.map(
    ([input, partition, version]): InputVersion => ({
      input,
      partition,
      version: version === null ? 'absent' : { made: version[0], content: version[1] },
    }),
  );
  return new Map(
    Object.entries(file.partitions).map(([ds, one]) => {
      const definition = file.definitions[one.definition];
      if (definition === undefined) {
        throw new StorageError({
          code: 'CHR2200',
          message: `${path} lacks the definition of ${ds}`,
          hint: 'It is damaged: restore it from a copy.',
        });
      }
      const { made, content, runId, engine } = one;
      const used = one.inputs.flatMap(([first, count]) => inputs.slice(first, first + count));
      return [ds, { files: one.files, record: { definition, inputs: used, made, content, runId, engine } }];
    }),
  );
};
