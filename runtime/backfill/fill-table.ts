import { type Bind, type DaySet, daysText, shortHash, wholeTable } from '#compiler';
import type { Input, WrittenNode } from '#compiler/plan';
import { interruptOn } from '../engine/interrupt-on.ts';
import { EngineError, StorageError } from '../errors.ts';
import { interruption, throwIfInterrupted } from '../interruption.ts';
import type {
  Attempt,
  Clock,
  DefinitionVersion,
  Engine,
  InputVersion,
  NewPartition,
  PartitionRecord,
  Reporter,
  TableState,
  TableStore,
} from '../ports.ts';
import { inputDigest, madeOf } from '../tables/digest.ts';
import { daysOf } from './date-range.ts';
import { decide, reasonText, type Task } from './decide.ts';
import { inputName } from './input-name.ts';
import { type InputState, inputDays, inputVersions } from './input-versions.ts';
import { type Newest, recordedNewest } from './newest.ts';
import { computeStep, extentOf, type MadeOf } from './run-node.ts';
import { stepsOf } from './steps.ts';

/** What filling any table of one backfill needs. */
export type Run = {
  readonly runId: string;
  readonly tables: TableStore;
  /** Opened when there is work. */
  readonly engine: () => Promise<Engine>;
  readonly clock: Clock;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
  /** Days computed by one query, at most. */
  readonly stepDays: number;
  readonly force: boolean;
  /** Last day of the whole run. */
  readonly latest: string;
};

export type Filled = {
  readonly table: string;
  readonly state: TableState | null;
  readonly computed: number;
  readonly partitions: number;
  readonly rows: number;
  readonly seconds: number;
};

/** Finished partitions wait for one another at most this long, and no more than this many share a commit. */
const commitAfterMs = 5_000;
const commitAfterPartitions = 100;

/**
 * Fills those of `days` that are missing or stale and commits them whole. What is finished when a run is stopped is
 * kept. Throws StorageError (75 when another run works on the table), EngineError, InterruptedError.
 */
export const fillTable = async (
  target: {
    readonly node: WrittenNode;
    /** What the node reads, through views too. */
    readonly reads: readonly Input[];
    readonly days: DaySet;
    readonly inputs: ReadonlyMap<string, InputState>;
    readonly newest: Newest;
    /** Of a part of a join. */
    readonly madeOf: MadeOf | null;
    readonly bind: (engine: Engine) => Bind;
    readonly prepare: (engine: Engine) => Promise<void>;
  },
  run: Run,
): Promise<Filled> => {
  const { node, days } = target;
  const { table } = node.output;
  const started = run.clock.now().getTime();
  const definition: DefinitionVersion = { own: node.fingerprint.data.own, semantics: node.fingerprint.data.semantics };
  const wanted = days.flatMap(daysOf);
  const tasksOf = (state: TableState | null): readonly Task[] =>
    decide({ wanted, state, definition, force: run.force, inputs: (ds, before) => inputsAt(target, ds, before) });
  const before = await run.tables.load(table);
  const report = (state: TableState | null, computed: number): Filled => ({
    table,
    state,
    computed,
    partitions: wanted.length,
    rows: wanted.reduce((sum, ds) => sum + (state?.partitions.get(ds)?.rows ?? 0), 0),
    seconds: (run.clock.now().getTime() - started) / 1000,
  });
  if (tasksOf(before).length === 0) {
    await run.tables.repair(table);
    run.reporter.report({
      event: 'nothing to do',
      table,
      partitions: wanted.length,
      definition: shortHash(node.fingerprint),
    });
    return report(before, 0);
  }
  const release = await run.tables.lock(table, run.runId);
  try {
    // Another run may have finished while this one waited: what it filled is not computed again.
    const base = await run.tables.load(table);
    const tasks = tasksOf(base);
    const state = tasks.length === 0 ? base : await computeAll({ ...target, definition, tasks, base }, run);
    const filled = report(state, tasks.length);
    const { computed, partitions, rows, seconds } = filled;
    run.reporter.report({ event: 'finished', table, computed, partitions, rows, seconds });
    return filled;
  } finally {
    await release();
  }
};

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
): readonly InputVersion[] =>
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

type Computing = Parameters<typeof fillTable>[0] & {
  readonly definition: DefinitionVersion;
  readonly tasks: readonly Task[];
  readonly base: TableState | null;
};

const computeAll = async (target: Computing, run: Run): Promise<TableState | null> => {
  const { node, tasks } = target;
  const { table, partitionColumn, columns } = node.output;
  run.reporter.report({ event: 'started', table, partitions: tasks.length });
  const engine = await run.engine();
  const bind = target.bind(engine);
  const heedNoMore = interruptOn(run.signal, engine);
  const byDay = new Map(tasks.map((task) => [task.ds, task]));
  const wanted = new Set(target.days.flatMap(daysOf));
  const rowsBefore = [...(target.base?.partitions.values() ?? [])]
    .filter(({ ds }) => wanted.has(ds) && !byDay.has(ds))
    .reduce((sum, partition) => sum + partition.rows, 0);
  let state = target.base;
  let batch = 0;
  let done = 0;
  let seen = rowsBefore;
  const begin = () =>
    run.tables.begin({ table, columns, partitionColumn, base: state, runId: `${run.runId}-${++batch}` });
  // Begun with the first file, and again after each commit: a run id stands in one snapshot only.
  let attempt: Attempt | null = null;
  let ready: NewPartition[] = [];
  let lastCommit = run.clock.now().getTime();
  const commit = async (): Promise<void> => {
    if (attempt === null || ready.length === 0) return;
    // Whatever a commit ends with, its files are not this run's to remove: it may have landed.
    const [committing, partitions] = [attempt, ready];
    attempt = null;
    ready = [];
    state = (await run.tables.commit(committing, partitions)).state;
    lastCommit = run.clock.now().getTime();
  };
  try {
    throwIfInterrupted(run.signal);
    await target.prepare(engine);
    for (const step of stepsOf([...byDay.keys()], isDaily(node) ? 1 : run.stepDays)) {
      throwIfInterrupted(run.signal);
      const finished: NewPartition[] = [];
      const current: Attempt = attempt ?? (await begin());
      attempt = current;
      await computeStep({
        engine,
        node,
        range: step,
        latest: run.latest,
        newest: target.newest,
        madeOf: target.madeOf,
        bind,
        attempt: current,
        each: ({ ds, files, content }) => {
          const task = byDay.get(ds);
          if (task === undefined) throw new Error(`internal: ${ds} was not asked for`);
          const made = madeOf(target.definition, inputDigest(task.inputs));
          const { definition } = target;
          const record = {
            definition,
            inputs: task.inputs,
            made,
            content,
            runId: current.runId,
            engine: engine.version,
          };
          finished.push({ ds, files, record });
          seen += content.rows;
          done += 1;
          const day = ds === wholeTable ? null : ds;
          run.reporter.report({
            event: 'partition',
            table,
            ds: day,
            rows: content.rows,
            reason: reasonText(task.reason),
          });
          run.reporter.report({ event: 'progress', table, done, of: tasks.length });
        },
      });
      ready.push(...finished);
      const due = run.clock.now().getTime() - lastCommit > commitAfterMs || ready.length >= commitAfterPartitions;
      // A staging query that finds no row in the whole range is an error, so nothing is published before the first row.
      if (due && (seen > 0 || node.kind !== 'staging-query')) await commit();
    }
    if (seen === 0 && node.kind === 'staging-query') throw await noData(target, engine);
    await commit();
    return state;
  } catch (error) {
    if (!run.signal.aborted) throw error;
    if (seen > 0 || node.kind !== 'staging-query') await commit();
    throw interruption(run.signal);
  } finally {
    heedNoMore();
    if (attempt !== null) await run.tables.abandon(attempt);
  }
};

/** Computed a day at a time. */
const isDaily = (node: WrittenNode): boolean =>
  node.kind === 'group-by' || (node.kind === 'staging-query' && node.step === 'day');

const neverFilled = (node: Pick<WrittenNode, 'name'>, input: Input): StorageError =>
  new StorageError({
    code: 'CHR2004',
    message: `${node.name} needs ${input.ref}, which has no partition yet`,
    hint: 'give --start-date and --end-date, so that it is filled before, or backfill it by itself',
  });

const noData = async ({ node, days, bind, newest }: Computing, engine: Engine): Promise<EngineError> => {
  const isWhole = node.output.partitionColumn === null;
  const extent = node.kind === 'staging-query' ? await extentOf(engine, node, { bind: bind(engine), newest }) : null;
  return new EngineError({
    code: 'CHR2002',
    message: `no data for ${node.output.table}${isWhole ? '' : ` from ${daysText(days)}`}: ${
      extent === null
        ? `its ${isWhole ? 'query gives' : 'source has'} no rows at all`
        : `its source has rows from ${extent.start} to ${extent.end}`
    }`,
    hint:
      extent === null
        ? 'check the location of the source and the conditions of the query'
        : `ask for days in that range: --start-date ${extent.start} --end-date ${extent.end}`,
  });
};
