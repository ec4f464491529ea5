import type { WrittenNode } from '#compiler/plan';
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

/**
 * The reason in words: `column:x_sum_7d changed`, `input bootcamp.purchases 2023-12-03 changed`; of a join, whose parts are
 * named by the tables that they are read from, `part spend changed`.
 */
export const reasonText = (reason: Reason, parts: ReadonlyMap<string, string> = new Map()): string => {
  if (reason.kind !== 'stale') return reason.kind;
  const changed = new Set(reason.changedParts);
  const inputs = reason.changedInputs.flatMap(({ input, partition, kind }) => {
    const part = parts.get(input);
    if (part !== undefined && changed.has(`part:${part}`)) return [];
    const what = part === undefined ? `input ${input}` : `part ${part}`;
    return [`${what} ${partition}`.trimEnd().concat(` ${kind}`)];
  });
  const all = [...reason.changedParts.map((part) => `${part.replace(/^part:/, 'part ')} changed`), ...inputs];
  const shown = all.slice(0, 3).join(', ');
  return all.length > 3 ? `${shown} and ${all.length - 3} more` : shown;
};

/** The parts of a join by the names that they have as its inputs. */
export const partNames = (node: WrittenNode): ReadonlyMap<string, string> =>
  new Map(node.kind === 'join' ? node.parts.map(({ name }) => [name, name.slice(node.name.length + 1)] as const) : []);
