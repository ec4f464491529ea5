import { allNodes, type DaySet, daysText, shifted } from '#compiler';
import type {
  ExternalNode,
  Folders,
  GroupByNode,
  Input,
  JoinNode,
  JoinPart,
  NodeRef,
  Plan,
  PlanNode,
  WrittenNode,
} from '#compiler/plan';
import { byDay } from '../external/by-day.ts';
import type { ExternalVersions } from '../external/external-version.ts';
import type { Engine, TableState, TableStore } from '../ports.ts';
import { beforeStart, refuseBeforeTables } from './before-start.ts';
import type { DateRange } from './date-range.ts';
import { holds } from './holds.ts';
import { inlineViews } from './inline-views.ts';
import { inputName } from './input-name.ts';
import type { InputState } from './input-versions.ts';
import type { MadeOf } from './known.ts';
import { farTimes, type LeftTimes, readLeftTimes, timesIn } from './left-times.ts';
import { type Needed, neededRanges } from './needed.ts';
import { newestOf } from './newest.ts';
import { raised } from './raised.ts';
import { bindTo, prepare, type Sources, statesOf } from './sources.ts';
import type { Target } from './tasks.ts';

/** A table to fill, and where its inputs are. */
export type FillRequest = {
  readonly plan: Plan;
  readonly target: NodeRef;
  /** null: a table without partitions, and what it reads as it stands. */
  readonly range: DateRange | null;
  /** The files of an external table, or those of some of its folders. Throws where there are none. */
  readonly external: (node: ExternalNode, folders?: Folders) => Promise<ExternalVersions>;
};

/** Where tables are, and what is done about one. */
export type Filling = {
  readonly tables: Pick<TableStore, 'load'>;
  readonly engine: () => Promise<Engine>;
  readonly signal: AbortSignal;
  /** Gives the state that is read from then on. `times`: how often this table is come to, now included. */
  readonly fill: (target: Target, times: number) => Promise<TableState | null>;
  readonly note: (text: string) => void;
  /** The times of the left rows of some days; `read` looks into the tables. */
  readonly leftTimes: (left: Left, read: (days: DaySet) => Promise<LeftTimes>) => Promise<LeftTimes>;
};

/** Days of a join's left rows, and what they are read from. */
export type Left = {
  readonly node: JoinNode;
  readonly days: DaySet;
  readonly reads: readonly Input[];
  readonly inputs: ReadonlyMap<string, InputState>;
};

/**
 * Comes to the target's days and, before it, to the days of every upstream table that it reads, in the order in which
 * they are filled.
 */
export const walkTables = async (request: FillRequest, run: Filling): Promise<void> => {
  const { plan, target, range } = request;
  const nodes = allNodes({ ...plan, nodes: inlineViews(plan) });
  const times = new Map<NodeRef, LeftTimes>();
  const session: Session = {
    byName: new Map(allNodes(plan).map((node) => [node.name, node])),
    states: new Map(),
    externals: new Map(),
    times,
    filled: new Map(),
    run,
    features: (ref) => {
      const found = nodes.find((node) => node.name === ref);
      if (found?.kind !== 'group-by') throw new Error(`internal: ${ref} is no GroupBy`);
      return found;
    },
  };
  const needed = (of: NodeRef, asked: DateRange | null) => neededRanges(nodes, of, { asked, times });
  const first = needed(target, range);
  if (range !== null) refuseBeforeTables(first, { nodes, target, asked: range });
  // Before the first table is filled: the engine is told once which folders it may read.
  for (const { node, input } of reached(first, nodes)) {
    const name = inputName(input);
    if (!session.externals.has(name)) {
      session.externals.set(name, await request.external(byDay(node, input.day), input.folders));
    }
  }
  // How far a join's parts read back is known by the times of its left rows: those are filled and read before.
  for (;;) {
    const all = needed(target, range);
    const next = all.find(({ node, days }) => node.kind === 'join' && days.length > 0 && !times.has(node.name));
    if (next?.node.kind !== 'join') {
      await fillAll(all, { target, asked: range }, session);
      return;
    }
    const left = leftOf(next.node);
    const before = upstreamOf(left, nodes);
    await fillAll(
      all.filter(({ node }) => before.has(node.name)),
      { target, asked: range },
      session,
    );
    const found = await timesOf(next.node, next.days, session);
    times.set(next.node.name, found);
    const far = farTimes(found);
    if (far.length > 0) run.note(farNote(next.node, far));
  }
};

/** What a backfill knows while it goes from table to table. */
type Session = Sources & {
  readonly states: Map<NodeRef, TableState | null>;
  readonly externals: Map<string, ExternalVersions>;
  readonly times: ReadonlyMap<NodeRef, LeftTimes>;
  readonly filled: Map<NodeRef, DaysFilled>;
  readonly run: Filling;
  /** A GroupBy, with the inputs that it reads through views too. */
  readonly features: (ref: NodeRef) => GroupByNode;
};

/** Of which days a table was filled, and how many times. */
type DaysFilled = { readonly days: DaySet; readonly times: number };

/** What the left rows of a join are read from. */
const leftOf = ({ inputs, parts }: JoinNode): readonly Input[] => {
  const names = new Set(parts.map((part) => part.name));
  return inputs.filter((input) => !names.has(input.ref));
};

/** These tables, and all that they are made from. */
const upstreamOf = (
  inputs: readonly Input[],
  nodes: readonly (PlanNode | JoinPart)[],
  found = new Set<NodeRef>(),
): ReadonlySet<NodeRef> => {
  for (const { ref } of inputs.filter((input) => !found.has(input.ref))) {
    found.add(ref);
    const node = nodes.find((one) => one.name === ref);
    if (node !== undefined && node.kind !== 'external') upstreamOf(node.inputs, nodes, found);
  }
  return found;
};

type Read = { readonly node: ExternalNode; readonly input: Input };

/** Tables of others that may be read: by what is filled, and by parts of joins, whose reach is not known yet. */
const reached = (all: readonly Needed[], nodes: readonly (PlanNode | JoinPart)[]): readonly Read[] => {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const seen = new Set<NodeRef>();
  const visit = (input: Input, deep: boolean): readonly Read[] => {
    const node = byName.get(input.ref);
    if (node?.kind === 'external') return [{ node, input }];
    if (node === undefined || !deep || seen.has(input.ref)) return [];
    seen.add(input.ref);
    return node.inputs.flatMap((one) => visit(one, true));
  };
  return all.flatMap(({ node, days }) =>
    days.length === 0 ? [] : node.inputs.flatMap((input) => visit(input, node.kind === 'join-part')),
  );
};

const timesOf = async (node: JoinNode, days: DaySet, session: Session): Promise<LeftTimes> => {
  // Rows of entities are read by their partitions alone.
  if (node.left.kind === 'entities') return new Map();
  const reads = leftOf(node);
  await loadInputs(reads, session);
  return await session.run.leftTimes({ node, days, reads, inputs: statesOf(reads, session) }, async (some) => {
    const engine = await session.run.engine();
    await prepare(engine, { node, reads }, session);
    const reading = { engine, bind: bindTo(engine, session), signal: session.run.signal };
    const found = new Map<string, DaySet>();
    for (const range of some) {
      const read = readLeftTimes(node, range, reading).catch((error) =>
        Promise.reject(raised(error, { node, days: [range], byName: session.byName })),
      );
      for (const [ds, times] of await read) found.set(ds, times);
    }
    return found;
  });
};

const farNote = ({ output }: JoinNode, far: DaySet): string => {
  const shown = far.slice(0, 3);
  const more = far.length > shown.length ? ` and ${far.length - shown.length} more` : '';
  return `${output.table}: left rows have times far from their partition, on ${daysText(shown)}${more}; what their features read is filled too`;
};

/** Tables that were not filled before are read as they stand. */
const loadInputs = async (inputs: readonly Input[], { byName, states, run }: Session): Promise<void> => {
  for (const { ref } of inputs) {
    const upstream = byName.get(ref);
    if (upstream === undefined || upstream.kind === 'external' || upstream.kind === 'view' || states.has(ref)) continue;
    states.set(ref, await run.tables.load(upstream.output.table));
  }
};

const covers = (before: DaySet, days: DaySet): boolean =>
  days.every(({ start, end }) => before.some((range) => range.start <= start && range.end >= end));

const fillAll = async (
  all: readonly Needed[],
  { target, asked }: { readonly target: NodeRef; readonly asked: DateRange | null },
  session: Session,
): Promise<void> => {
  const { states, filled, run } = session;
  for (const needed of all) {
    const { node, days } = needed;
    if (days.length === 0) {
      if (node.name === target && asked !== null) throw beforeStart(needed, asked);
      states.set(node.name, await run.tables.load(node.output.table));
      continue;
    }
    const before = filled.get(node.name);
    if (covers(before?.days ?? [], days)) continue;
    const times = (before?.times ?? 0) + 1;
    states.set(node.name, await fillOne(node, days, { session, times, done: before?.days ?? [] }));
    filled.set(node.name, { days, times });
  }
};

/** `read` has the inputs that the node reads through views too. */
const fillOne = async (
  read: WrittenNode,
  days: DaySet,
  { session, times, done }: { readonly session: Session; readonly times: number; readonly done: DaySet },
): Promise<TableState | null> => {
  const { run, byName } = session;
  const reads = read.inputs;
  await loadInputs(reads, session);
  const inputs = statesOf(reads, session);
  const external = (ref: NodeRef): ExternalNode | null => {
    const found = byName.get(ref);
    return found?.kind === 'external' ? found : null;
  };
  const node = written(byName.get(read.name));
  return await run.fill(
    {
      node,
      reads,
      days,
      done,
      inputs,
      newest: await newestOf(read, inputs, { engine: run.engine, signal: run.signal, external }),
      madeOf: read.kind === 'join-part' ? await madeOf(read, days, session) : null,
      sources: session,
    },
    times,
  );
};

const written = (node: PlanNode | JoinPart | undefined): WrittenNode => {
  if (node !== undefined && node.kind !== 'external' && node.kind !== 'view') return node;
  throw new Error(`internal: ${node?.name} is a ${node?.kind}, which is not filled`);
};

/** What a part is computed from: its GroupBy, whose own table is read where it holds the same. */
const madeOf = async (part: JoinPart, days: DaySet, session: Session): Promise<MadeOf> => {
  const features = session.features(part.features);
  const times = session.times.get(part.join) ?? new Map();
  // The newest partition that a table was made from may not be the newest one now.
  const isLatest = features.sources.some((source) => source.cumulative === 'latest');
  if (part.accuracy === 'temporal' || isLatest) return { features, times, fromTable: false };
  await loadInputs(features.inputs, session);
  const state = await session.run.tables.load(features.output.table);
  const inputs = statesOf(features.inputs, session);
  // The partitions of the snapshots: those before the moments' days.
  const read = part.left.kind === 'entities' ? days : shifted(timesIn(times, days), -1);
  const fromTable = read.length > 0 && holds(state, { features, inputs, days: read });
  if (fromTable) session.states.set(features.name, state);
  return { features, times, fromTable };
};
