import { newestDay, relSql } from '#compiler';
import type { ExternalNode, Input, NodeRef, PlanNode } from '#compiler/plan';
import { interruptible } from '../engine/interrupt-on.ts';
import { StorageError } from '../errors.ts';
import { checkSchemas } from '../external/check-schema.ts';
import { readSql } from '../external/read-sql.ts';
import type { Engine } from '../ports.ts';
import type { InputState } from './input-versions.ts';

/** The newest partition, by input, of those that a query asks it of (`maxDate`). */
export type Newest = Readonly<Record<NodeRef, string>>;

/** Files are looked into by the engine, until the signal is aborted. */
type Looking = { readonly engine: () => Promise<Engine>; readonly signal: AbortSignal };

type Reader = Pick<Exclude<PlanNode, ExternalNode>, 'name' | 'inputs'>;

/**
 * The newest partitions as this run pinned them: from metadata and paths, else from the files themselves. Throws
 * StorageError (CHR2007) for a table that has none, InterruptedError once the signal is aborted.
 */
export const newestOf = async (
  node: Reader,
  states: ReadonlyMap<NodeRef, InputState>,
  from: Looking & { readonly external: (ref: NodeRef) => ExternalNode | null },
): Promise<Newest> => {
  const asked = node.inputs.filter(({ partitions }) => partitions.kind === 'newest');
  const newest: Record<NodeRef, string> = {};
  for (const { ref } of asked) {
    const state = states.get(ref);
    const external = from.external(ref);
    const known = state === undefined ? undefined : [...existingDays(state)].at(-1);
    const day =
      known ?? (state?.kind === 'files' && external !== null ? await newestInFiles(external, state, from) : null);
    if (day === null) throw none(node, { ref, external });
    newest[ref] = day;
  }
  return newest;
};

/** The partitions that are known without a look into the files. */
const existingDays = (state: InputState): Iterable<string> =>
  state.kind === 'files' ? state.files.days : (state.state?.partitions.keys() ?? []);

const newestInFiles = async (
  node: ExternalNode,
  { files }: Extract<InputState, { readonly kind: 'files' }>,
  from: Looking,
): Promise<string | null> => {
  if (node.partitionColumn === null) return null;
  const engine = await from.engine();
  const paths = files.files({ from: null, to: null });
  const sql = relSql(newestDay(node, node.partitionColumn), () => readSql(node, paths, null));
  const [row] = await interruptible(from.signal, engine, async () => {
    await checkSchemas(engine, node, paths);
    return await engine.rows(sql);
  });
  return row?.['day'] == null ? null : String(row['day']);
};

const none = (
  node: Reader,
  { ref, external }: { readonly ref: NodeRef; readonly external: ExternalNode | null },
): StorageError =>
  new StorageError({
    code: 'CHR2007',
    message: `${node.name} asks for the newest partition of ${ref}, which has none`,
    hint:
      external === null
        ? `fill it first: chron backfill --conf ${ref} --start-date YYYY-MM-DD --end-date YYYY-MM-DD`
        : `check the location and the days of ${external.location}`,
  });

/** How a newest partition is recorded: apart from the same day, read because it is a day of the range. */
const mark = 'newest ';

export const newestEntry = (day: string): string => `${mark}${day}`;

/** The newest partition that an output was made from. */
export const recordedNewest = (
  input: Input,
  inputs: readonly { readonly input: string; readonly partition: string }[],
): string | null => {
  const found = inputs.find((one) => one.input === input.ref && one.partition.startsWith(mark));
  return found === undefined ? null : found.partition.slice(mark.length);
};
