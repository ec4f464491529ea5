import type { DaySet } from '#compiler';
import { wholeTable } from '#compiler';
import type { Input, WrittenNode } from '#compiler/plan';
import { StorageError } from '../errors.ts';
import type { DefinitionVersion, InputVersion, PartitionRecord, TableState } from '../ports.ts';
import { daysOf } from './date-range.ts';
import { decide, type Task } from './decide.ts';
import { inputName } from './input-name.ts';
import { type InputState, inputDays, inputVersions } from './input-versions.ts';
import type { MadeOf } from './known.ts';
import { type Newest, recordedNewest } from './newest.ts';
import type { Sources } from './sources.ts';

/** Days of a table, and what they are computed from. */
export type Target = {
  readonly node: WrittenNode;
  /** What the node reads, through views too. */
  readonly reads: readonly Input[];
  readonly days: DaySet;
  /** Days that this run has come to before: they are as they should be, whatever is forced. */
  readonly done: DaySet;
  readonly inputs: ReadonlyMap<string, InputState>;
  readonly newest: Newest;
  /** Of a part of a join. */
  readonly madeOf: MadeOf | null;
  readonly sources: Sources;
};

type Inputs = (ds: string, before: PartitionRecord | null) => readonly InputVersion<string | null>[];

/** The definition as it is recorded with what it computed. */
export const definitionOf = ({ fingerprint }: Pick<WrittenNode, 'fingerprint'>): DefinitionVersion => ({
  own: fingerprint.data.own,
  semantics: fingerprint.data.semantics,
});

/** The days that are missing or stale, and why. Throws StorageError as `inputsAt`. */
export const tasksOf = (
  target: Target,
  { state, force, inputs }: { readonly state: TableState | null; readonly force: boolean; readonly inputs?: Inputs },
): readonly Task[] =>
  decide({
    wanted: target.days.flatMap(daysOf),
    state,
    definition: definitionOf(target.node),
    force,
    done: new Set(target.done.flatMap(daysOf)),
    inputs: inputs ?? ((ds, before) => inputsAt(target, ds, before)),
  });

/** The one partition of an input that an output was made from, where there is one of its kind. */
const recorded = (input: Input, before: PartitionRecord | null): string | null => {
  if (before === null) return null;
  const { partitions } = input;
  const isNewest = partitions.kind === 'newest' || (partitions.kind === 'cumulative' && partitions.read === 'latest');
  return isNewest ? recordedNewest(input, before.inputs) : null;
};

/** What a partition is made from now. Throws StorageError when a partition that it needs is missing. */
export const inputsAt = (
  target: {
    readonly node: Pick<WrittenNode, 'name' | 'kind'>;
    readonly reads: readonly Input[];
    readonly inputs: ReadonlyMap<string, InputState>;
    readonly newest: Newest;
    readonly madeOf: Pick<MadeOf, 'times'> | null;
  },
  ds: string,
  before: PartitionRecord | null,
): readonly InputVersion<string | null>[] =>
  target.reads.flatMap((input) => {
    const state = target.inputs.get(inputName(input));
    if (state === undefined) throw new Error(`internal: no state of ${input.ref}`);
    const times = target.madeOf?.times.get(ds) ?? [];
    const known = { ds, before: recorded(input, before), newest: target.newest[input.ref], times };
    const days = inputDays(input, known, state);
    if (days.length === 0 && input.partitions.kind === 'whole') throw neverFilled(target.node, input);
    const missing = days.find((day) => day.version === 'absent' && day.ds !== '' && input.missing === 'block');
    if (missing === undefined) return inputVersions(input, days);
    // Files of others are not ours to fill.
    const fill =
      state.kind === 'files'
        ? `put the files of ${input.ref} for ${missing.ds} in place`
        : `backfill ${input.ref} for ${missing.ds}`;
    throw new StorageError({
      code: 'CHR2004',
      message: `${target.node.name}${ds === wholeTable ? '' : ` of ${ds}`} needs ${inputName(input)} of ${missing.ds}, which is missing`,
      hint: `${fill}${target.node.kind === 'staging-query' ? '' : ", or write missing: 'empty' on the source"}`,
    });
  });

const neverFilled = (node: Pick<WrittenNode, 'name'>, input: Input): StorageError =>
  new StorageError({
    code: 'CHR2004',
    message: `${node.name} needs ${input.ref}, which has no partition yet`,
    hint: 'give --start-date and --end-date, so that it is filled before, or backfill it by itself',
  });
