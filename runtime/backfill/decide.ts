import type { DefinitionVersion, InputVersion, PartitionRecord, TableState } from '../ports.ts';
import { type ChangedInput, staleness } from '../tables/digest.ts';

/** Why a partition is computed. */
export type Reason =
  | { readonly kind: 'missing' }
  | { readonly kind: 'made by another writer' }
  | { readonly kind: 'forced' }
  | {
      readonly kind: 'stale';
      readonly changedParts: readonly string[];
      readonly changedInputs: readonly ChangedInput[];
    };

export type Task = {
  readonly ds: string;
  readonly inputs: readonly InputVersion<string | null>[];
  readonly reason: Reason;
};

/** Which of the wanted days are computed, and why. Pure: reads nothing, so holes and staleness are unit-tested. */
export const decide = (request: {
  readonly wanted: readonly string[];
  readonly state: TableState | null;
  readonly definition: DefinitionVersion;
  /** What a day is made from now; `before` is what it was made from. */
  readonly inputs: (ds: string, before: PartitionRecord | null) => readonly InputVersion<string | null>[];
  readonly force: boolean;
  /** Days that are not forced again. */
  readonly done?: ReadonlySet<string>;
}): readonly Task[] =>
  request.wanted.flatMap((ds) => {
    const inputs = request.inputs(ds, request.state?.partitions.get(ds)?.record ?? null);
    const force = request.force && request.done?.has(ds) !== true;
    const reason = reasonFor(ds, inputs, { ...request, force });
    // What is computed again reads what there is now.
    return reason === null ? [] : [{ ds, inputs: request.inputs(ds, null), reason }];
  });

const reasonFor = (
  ds: string,
  inputs: readonly InputVersion<string | null>[],
  {
    state,
    definition,
    force,
  }: { readonly state: TableState | null; readonly definition: DefinitionVersion; readonly force: boolean },
): Reason | null => {
  const partition = state?.partitions.get(ds);
  if (partition === undefined) return { kind: 'missing' };
  if (partition.record === null) return { kind: 'made by another writer' };
  if (force) return { kind: 'forced' };
  const stale = staleness({ record: partition.record, definition, inputs });
  return stale === null ? null : { kind: 'stale', ...stale };
};

/** Whether it is a reason whatever comes out of what is computed before: all but an input that may stay as it is. */
export const isSure = (reason: Reason): boolean =>
  reason.kind !== 'stale' ||
  reason.changedParts.length > 0 ||
  reason.changedInputs.some(({ kind }) => kind !== 'recomputed');

/** The reason in words: `column:x_sum_7d changed`, `input bootcamp.purchases 2023-12-03 changed`. */
export const reasonText = (reason: Reason): string => {
  if (reason.kind !== 'stale') return reason.kind;
  const inputs = reason.changedInputs.map((one) =>
    `input ${one.input} ${one.partition}`.trimEnd().concat(` ${one.kind}`),
  );
  const all = [...reason.changedParts.map((part) => `${part} changed`), ...inputs];
  const shown = all.slice(0, 3).join(', ');
  return all.length > 3 ? `${shown} and ${all.length - 3} more` : shown;
};
