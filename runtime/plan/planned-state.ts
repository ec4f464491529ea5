import { isSure, type Task } from '../backfill/decide.ts';
import { definitionOf, type Target } from '../backfill/tasks.ts';
import type { Partition, TableState, TableStore } from '../ports.ts';
import { inputDigest, madeOf, settled } from '../tables/digest.ts';
import { scanOf } from '../tables/scan-of.ts';

/** Tables as they will be: a plan reads what it planned before as a run reads what it filled. */
export type Ahead = Pick<TableStore, 'load'> & { readonly put: (state: TableState) => void };

export const aheadOf = (tables: Pick<TableStore, 'load'>): Ahead => {
  const planned = new Map<string, TableState>();
  return {
    load: async (table) => planned.get(table) ?? (await tables.load(table)),
    put: (state) => void planned.set(state.table, state),
  };
};

/** The table once these days are computed: what is in them is not known, and of what they are made only here and there. */
export const plannedState = ({ node }: Target, state: TableState | null, tasks: readonly Task[]): TableState => {
  const { table, columns } = node.output;
  const all = new Map(state?.partitions);
  for (const { ds, inputs, reason } of tasks) {
    const before = all.get(ds);
    const known = settled(inputs);
    const made = known === null || !isSure(reason) ? null : madeOf(definitionOf(node), inputDigest(known));
    const record = made !== null && before?.record?.made === made ? before.record : null;
    all.set(ds, { ds, files: before?.files ?? [], rows: before?.rows ?? 0, record, planned: { made } });
  }
  const partitions: ReadonlyMap<string, Partition> = new Map(
    [...all].toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
  const schema = state?.schema ?? columns.map((column, index) => ({ ...column, id: index + 1 }));
  return {
    table,
    metadataLocation: state?.metadataLocation ?? '',
    schema,
    partitions,
    scan: (range) => scanOf({ schema, partitions }, range),
  };
};

/** Whether a run computes this partition before it is read. */
export const isPlanned = (state: TableState | null, ds: string): boolean =>
  state?.partitions.get(ds)?.planned !== undefined;
