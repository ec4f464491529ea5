import { type DaySet, daySet, setOfDays } from '#compiler';
import type { NodeRef, WrittenNode } from '#compiler/plan';
import { daysOf } from '../backfill/date-range.ts';
import { isSure, type Reason, type Task } from '../backfill/decide.ts';
import { inputName } from '../backfill/input-name.ts';
import { inputDays } from '../backfill/input-versions.ts';
import type { LeftTimes } from '../backfill/left-times.ts';
import { stepLength, stepsOf } from '../backfill/steps.ts';
import { inputsAt, type Target, tasksOf } from '../backfill/tasks.ts';
import { type FillRequest, type Left, walkTables } from '../backfill/walk.ts';
import { throwIfInterrupted } from '../interruption.ts';
import type { Engine, InputVersion, PartitionRecord, TableStore } from '../ports.ts';
import { type InputSeen, inputsSeen } from './inputs.ts';
import { aheadOf, isPlanned, plannedState } from './planned-state.ts';
import { type InputRead, readsOf } from './reads.ts';
import { type StepPlan, stepPlans } from './steps.ts';

/**
 * sure: a run computes it; perhaps: it does unless what is computed before comes out as it was; estimated: it does if the
 * times of left rows that are not there yet lie in the days of their partitions.
 */
export type Certainty = 'sure' | 'perhaps' | 'estimated';

export type PlannedDay = { readonly ds: string; readonly reason: Reason; readonly certainty: Certainty };

export type TablePlan = {
  readonly node: WrittenNode;
  /** Days that are read of it. */
  readonly days: DaySet;
  readonly compute: readonly PlannedDay[];
  readonly reads: readonly InputRead[];
  readonly inputs: readonly InputSeen[];
  /** How they would be computed: asked for only where it is shown, because it is worked out from the data. */
  readonly steps: () => Promise<readonly StepPlan[]>;
};

/** A join of which it is not known yet what its parts read, and the days of its left that are to be filled before. */
export type Unseen = { readonly join: NodeRef; readonly left: readonly NodeRef[]; readonly days: DaySet };

export type Planned = {
  /** In the order in which they are filled. */
  readonly tables: readonly TablePlan[];
  readonly unseen: readonly Unseen[];
  readonly notes: readonly string[];
};

/** A table to fill, and the run that would do it. */
export type Asked = {
  readonly request: FillRequest;
  readonly engine: () => Promise<Engine>;
  /** Last day of the run. */
  readonly latest: string;
};

type Planning = {
  readonly tables: Pick<TableStore, 'load' | 'check'>;
  readonly signal: AbortSignal;
  readonly force: boolean;
  readonly stepDays: number;
};

/**
 * What runs that fill these tables, one after the other, would compute, and why: decided as they decide it, in tables
 * that are written nowhere. Throws what they would throw before they compute anything, and InterruptedError.
 */
export const planTables = async (asked: readonly Asked[], planning: Planning): Promise<Planned> => {
  const seen = new Map<string, LeftTimes>();
  const known = await pass(asked, planning, { seen, guess: false });
  if (known.unseen.length === 0) return known;
  const guessed = await pass(asked, planning, { seen, guess: true });
  return { ...guessed, tables: guessed.tables.map((table) => certain(table, known.tables)) };
};

/** What is planned without a guess too is as certain as it is in both; what is planned with one alone is estimated. */
const certain = (guessed: TablePlan, known: readonly TablePlan[]): TablePlan => {
  const same = known.find(({ node }) => node.name === guessed.node.name);
  const certainties = new Map(same?.compute.map(({ ds, certainty }) => [ds, certainty]));
  return {
    ...guessed,
    compute: guessed.compute.map((day) => {
      const without = certainties.get(day.ds) ?? 'estimated';
      return { ...day, certainty: day.certainty === 'sure' || without === 'estimated' ? without : 'perhaps' };
    }),
  };
};

type Guess = {
  /** What was read of left rows already. */
  readonly seen: Map<string, LeftTimes>;
  /** Whether left rows that are not there yet are taken to be of the days of their partitions. */
  readonly guess: boolean;
};

const pass = async (asked: readonly Asked[], planning: Planning, { seen, guess }: Guess): Promise<Planned> => {
  const ahead = aheadOf(planning.tables);
  const tables = new Map<NodeRef, TablePlan>();
  const unseen = new Map<NodeRef, Unseen>();
  const notes = new Set<string>();
  for (const { request, engine, latest } of asked) {
    await walkTables(request, {
      tables: ahead,
      engine,
      signal: planning.signal,
      note: (text) => void notes.add(text),
      leftTimes: async (left, read) => {
        const waiting = new Set(left.days.flatMap(daysOf).filter((ds) => isWaiting(left, ds)));
        const there = setOfDays(left.days.flatMap(daysOf).filter((ds) => !waiting.has(ds)));
        const key = JSON.stringify([left.node.name, there]);
        const times = seen.get(key) ?? (there.length === 0 ? new Map() : await read(there));
        seen.set(key, times);
        if (waiting.size === 0) return times;
        const days = setOfDays([...waiting]);
        unseen.set(left.node.name, { join: left.node.name, left: left.reads.map(({ ref }) => ref), days });
        return guess ? new Map([...times, ...[...waiting].map((ds) => [ds, setOfDays([ds])] as const)]) : times;
      },
      fill: async (target) => {
        throwIfInterrupted(planning.signal);
        const { node } = target;
        const state = await ahead.load(node.output.table);
        const days = new Set(node.kind === 'join-part' ? unseen.get(node.join)?.days.flatMap(daysOf) : []);
        const tasks = tasksOf(target, {
          state,
          force: planning.force,
          inputs: (ds, before) => (days.has(ds) ? inputsUnseen(target, ds, before) : inputsAt(target, ds, before)),
        }).filter(({ ds }) => !isPlanned(state, ds));
        if (tasks.length > 0) await planning.tables.check(node.output);
        const length = stepLength(node, planning.stepDays);
        const steps = stepsOf(
          tasks.map(({ ds }) => ds),
          length,
        );
        const found: TablePlan = {
          node,
          days: target.days,
          compute: tasks.map(dayOf),
          reads: readsOf(target, steps, { latest }),
          inputs: inputsSeen(target, tasks),
          steps: async () => await stepPlans(target, { steps, tasks }, { engine, signal: planning.signal }),
        };
        tables.set(node.name, both(tables.get(node.name), found));
        const planned = plannedState(target, state, tasks);
        ahead.put(planned);
        return planned;
      },
    });
  }
  return { tables: [...tables.values()], unseen: [...unseen.values()], notes: [...notes] };
};

const dayOf = ({ ds, reason }: Task): PlannedDay => ({ ds, reason, certainty: isSure(reason) ? 'sure' : 'perhaps' });

/** Whether what this day of a left is read from is to be computed before. */
const isWaiting = ({ reads, inputs }: Left, ds: string): boolean =>
  reads.some((input) => {
    const state = inputs.get(inputName(input));
    if (state === undefined || state.kind === 'files') return false;
    if (input.partitions.kind === 'newest') {
      return [...(state.state?.partitions.values() ?? [])].some(({ planned }) => planned !== undefined);
    }
    return inputDays(input, { ds }, state).some(({ version }) => version !== 'absent' && version.content === null);
  });

/** The inputs of a part's day whose left rows are not there yet: of what they see only what it was before is known. */
const inputsUnseen = (
  target: Target,
  ds: string,
  before: PartitionRecord | null,
): readonly InputVersion<string | null>[] => {
  const byTimes = target.reads.filter(
    ({ partitions }) =>
      partitions.kind === 'by-left-time' || (partitions.kind === 'cumulative' && partitions.shift !== null),
  );
  const names = new Set(byTimes.map(inputName));
  const unknown = (before?.inputs ?? [])
    .filter(({ input }) => names.has(input))
    .map((one) => ({ ...one, version: { made: null, content: null } }));
  return [
    ...inputsAt({ ...target, reads: target.reads.filter((one) => !byTimes.includes(one)) }, ds, before),
    ...unknown,
  ];
};

/** A table that is come to again, for more days. */
const both = (before: TablePlan | undefined, found: TablePlan): TablePlan => {
  if (before === undefined) return found;
  const reads = new Map(before.reads.map((one) => [one.input, one]));
  for (const one of found.reads) {
    const other = reads.get(one.input);
    const [bytes, waiting] = [one.bytes + (other?.bytes ?? 0), one.waiting + (other?.waiting ?? 0)];
    reads.set(one.input, { ...one, bytes, waiting });
  }
  return {
    node: found.node,
    days: found.node.output.partitionColumn === null ? found.days : daySet([...before.days, ...found.days]),
    compute: [...before.compute, ...found.compute].toSorted((one, other) => (one.ds < other.ds ? -1 : 1)),
    reads: [...reads.values()],
    inputs: [...before.inputs, ...found.inputs],
    steps: async () => [...(await before.steps()), ...(await found.steps())],
  };
};
