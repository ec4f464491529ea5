import { type Bind, viewSql } from '#compiler';
import type { ExternalNode, Folders, Input, NodeRef, Plan, PlanNode } from '#compiler/plan';
import { ConfigError } from '../errors.ts';
import { byDay } from '../external/by-day.ts';
import { checkSchemas } from '../external/check-schema.ts';
import type { ExternalVersions } from '../external/external-version.ts';
import { readSql } from '../external/read-sql.ts';
import type { Engine, TableState } from '../ports.ts';
import type { DateRange } from './date-range.ts';
import { type Filled, fillTable, type Run } from './fill-table.ts';
import { inlineViews } from './inline-views.ts';
import { inputName } from './input-name.ts';
import type { InputState } from './input-versions.ts';
import { type Needed, neededRanges } from './needed.ts';
import { newestOf } from './newest.ts';
import { picked } from './pick.ts';
import type { ComputedNode } from './run-node.ts';

export type BackfillRequest = {
  readonly plan: Plan;
  readonly target: NodeRef;
  /** null: a table without partitions, and what it reads as it stands. */
  readonly range: DateRange | null;
  /** The files of an external table, or those of some of its folders. Throws where there are none. */
  readonly external: (node: ExternalNode, folders?: Folders) => Promise<ExternalVersions>;
};

/**
 * Fills the target's days and, before it, the days of every upstream table that it reads. Returns the tables in the
 * order they were filled. Throws as `fillTable`.
 */
export const backfillPlan = async (request: BackfillRequest, run: Run): Promise<readonly Filled[]> => {
  const { plan, target } = request;
  const byName = new Map(plan.nodes.map((node) => [node.name, node]));
  const stored = inlineViews(plan);
  const states = new Map<NodeRef, TableState | null>();
  const externals = new Map<string, ExternalVersions>();
  const filled: Filled[] = [];
  const all = neededRanges(stored, target, request.range);
  if (request.range !== null) refuseBeforeTables(all, { nodes: stored, target, asked: request.range });
  // Before the first table is filled: the engine is told once which folders it may read.
  for (const input of all.flatMap(({ node, range }) => (range === null ? [] : node.inputs))) {
    const read = byName.get(input.ref);
    const name = inputName(input);
    if (read?.kind !== 'external' || externals.has(name)) continue;
    externals.set(name, await request.external(byDay(read, input.day), input.folders));
  }
  for (const needed of all) {
    const { node } = needed;
    if (needed.range === null) {
      if (node.name === target && request.range !== null) throw beforeStart(needed, request.range);
      states.set(node.name, await run.tables.load(node.output.table));
      continue;
    }
    const computed = computable(byName.get(node.name));
    for (const { ref } of node.inputs) {
      const upstream = byName.get(ref);
      // Not filled before, but read as it stands.
      if (upstream === undefined || upstream.kind === 'external') continue;
      if (!states.has(ref)) states.set(ref, await run.tables.load(upstream.output.table));
    }
    const sources: Sources = { byName, states, externals };
    const inputs = new Map(node.inputs.map((input) => [inputName(input), inputState(input, sources)]));
    const external = (ref: NodeRef): ExternalNode | null => {
      const found = byName.get(ref);
      return found?.kind === 'external' ? found : null;
    };
    const one = await fillTable(
      {
        node: computed,
        reads: node.inputs,
        range: needed.range,
        inputs,
        newest: await newestOf(node, inputs, { engine: run.engine, external }),
        bind: (engine) => bindTo(engine, sources),
        prepare: (engine) => prepare(engine, { node: computed, reads: node.inputs }, sources),
      },
      run,
    );
    states.set(node.name, one.state);
    filled.push(one);
  }
  return filled;
};

type Sources = {
  readonly byName: ReadonlyMap<NodeRef, PlanNode>;
  readonly states: ReadonlyMap<NodeRef, TableState | null>;
  /** By the name of what is read of them. */
  readonly externals: ReadonlyMap<string, ExternalVersions>;
};

const computable = (node: PlanNode | undefined): ComputedNode => {
  if (node?.kind === 'staging-query' || node?.kind === 'group-by') return node;
  throw new Error(`internal: ${node?.name} passed validation as a ${node?.kind}`);
};

const inputState = (input: Input, { states, externals }: Sources): InputState => {
  const files = externals.get(inputName(input));
  if (files !== undefined) return { kind: 'files', files };
  return { kind: 'table', state: states.get(input.ref) ?? null };
};

const open = { from: null, to: null } as const;

/** Tables are read in the state this run pinned, files of others as they were listed. */
const bindTo =
  (engine: Engine, sources: Sources): Bind =>
  (scan) => {
    const { ref, partitions } = scan;
    const node = sources.byName.get(ref);
    if (node === undefined) throw new Error(`internal: a scan of ${ref}, which is not in the plan`);
    if (node.kind === 'view') return viewSql(node, partitions, bindTo(engine, sources));
    const { states, externals } = sources;
    const files = externals.get(inputName(scan));
    const state = states.get(ref);
    const days = picked(partitions ?? open, files?.days ?? state?.partitions.keys() ?? []);
    if (node.kind === 'external') {
      const read = byDay(node, scan.day);
      return readSql(read, days === null ? [] : (files?.files(days) ?? []), partitions === null ? null : days);
    }
    if (state != null && days !== null) return engine.scanSql(state.scan(days));
    return engine.scanSql({
      files: [],
      schema: node.output.columns.map((column, index) => ({ ...column, id: index + 1 })),
    });
  };

/** The user's setups, then a look at every file that is read. */
const prepare = async (
  engine: Engine,
  { node, reads }: { readonly node: ComputedNode; readonly reads: readonly Input[] },
  { byName, externals }: Sources,
): Promise<void> => {
  for (const input of reads) {
    const read = byName.get(input.ref);
    if (read?.kind !== 'external') continue;
    await checkSchemas(engine, byDay(read, input.day), externals.get(inputName(input))?.files(open) ?? []);
  }
  if (node.kind !== 'staging-query') return;
  for (const setup of node.setups) {
    await engine.run(setup.map((token) => (token.kind === 'text' ? token.text : '')).join(''));
  }
};

/** A range that ends before every table that the target reads begins would be filled with nothing. */
const refuseBeforeTables = (
  all: readonly Needed[],
  {
    nodes,
    target,
    asked,
  }: { readonly nodes: readonly PlanNode[]; readonly target: NodeRef; readonly asked: DateRange },
): void => {
  const node = all.find((one) => one.node.name === target)?.node;
  if (node === undefined || node.inputs.length === 0) return;
  const starts = node.inputs.map(({ ref }) => {
    const read = nodes.find((one) => one.name === ref);
    return { ref, start: read === undefined || read.kind === 'external' ? null : read.backfill.start };
  });
  if (starts.some(({ start }) => start === null || start <= asked.end)) return;
  const first = starts.map(({ start }) => String(start)).toSorted()[0];
  throw new ConfigError({
    code: 'CHR2435',
    message: `no data for ${node.output.table} from ${asked.start} to ${asked.end}: ${starts.map(({ ref, start }) => `${ref} starts at ${start}`).join(', ')}`,
    hint: `ask for days from ${first} on`,
    exitCode: 1,
  });
};

const beforeStart = ({ node }: Needed, asked: DateRange): ConfigError =>
  new ConfigError({
    code: 'CHR2435',
    message: `${node.name} starts at ${node.backfill.start}; ${asked.start} to ${asked.end} is before that`,
    hint: `ask for days from ${node.backfill.start} on, or give it an earlier startPartition`,
    exitCode: 1,
  });
