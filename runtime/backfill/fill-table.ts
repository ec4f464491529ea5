import { daysText, shortHash, wholeTable } from '#compiler';
import { interruptOn } from '../engine/interrupt-on.ts';
import { EngineError } from '../errors.ts';
import { interruption, throwIfInterrupted } from '../interruption.ts';
import type { Attempt, Clock, Engine, NewPartition, Reporter, TableState, TableStore } from '../ports.ts';
import { inputDigest, madeOf, settled } from '../tables/digest.ts';
import { daysOf } from './date-range.ts';
import { partNames, reasonText, type Task } from './decide.ts';
import { raised } from './raised.ts';
import { computeStep, extentOf } from './run-node.ts';
import { bindTo, prepare } from './sources.ts';
import { stepLength, stepsOf } from './steps.ts';
import { definitionOf, type Target, tasksOf } from './tasks.ts';

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
export const fillTable = async (target: Target, run: Run): Promise<Filled> => {
  const { node, days } = target;
  const { force } = run;
  const { table } = node.output;
  const started = run.clock.now().getTime();
  const wanted = days.flatMap(daysOf);
  const before = await run.tables.load(table);
  const report = (state: TableState | null, computed: number): Filled => ({
    table,
    state,
    computed,
    partitions: wanted.length,
    rows: wanted.reduce((sum, ds) => sum + (state?.partitions.get(ds)?.rows ?? 0), 0),
    seconds: (run.clock.now().getTime() - started) / 1000,
  });
  if (tasksOf(target, { state: before, force }).length === 0) {
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
    const tasks = tasksOf(target, { state: base, force });
    const state = tasks.length === 0 ? base : await computeAll({ ...target, tasks, base }, run);
    const filled = report(state, tasks.length);
    const { computed, partitions, rows, seconds } = filled;
    run.reporter.report({ event: 'finished', table, computed, partitions, rows, seconds });
    return filled;
  } finally {
    await release();
  }
};

type Computing = Target & {
  readonly tasks: readonly Task[];
  readonly base: TableState | null;
};

const computeAll = async (target: Computing, run: Run): Promise<TableState | null> => {
  const { node, tasks } = target;
  const { table, partitionColumn, columns } = node.output;
  run.reporter.report({ event: 'started', table, partitions: tasks.length });
  const engine = await run.engine();
  const bind = bindTo(engine, target.sources);
  const heedNoMore = interruptOn(run.signal, engine);
  const byDay = new Map(tasks.map((task) => [task.ds, task]));
  const definition = definitionOf(node);
  const parts = partNames(node);
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
    await prepare(engine, target, target.sources);
    for (const step of stepsOf([...byDay.keys()], stepLength(node, run.stepDays))) {
      throwIfInterrupted(run.signal);
      const finished: NewPartition[] = [];
      const current: Attempt = attempt ?? (await begin());
      attempt = current;
      await computeStep({
        engine,
        node,
        byName: target.sources.byName,
        range: step,
        latest: run.latest,
        newest: target.newest,
        madeOf: target.madeOf,
        bind,
        attempt: current,
        each: ({ ds, files, content }) => {
          const task = byDay.get(ds);
          if (task === undefined) throw new Error(`internal: ${ds} was not asked for`);
          const inputs = settled(task.inputs);
          if (inputs === null) throw new Error(`internal: ${table} of ${ds} is made from what is not computed yet`);
          const made = madeOf(definition, inputDigest(inputs));
          const record = { definition, inputs, made, content, runId: current.runId, engine: engine.version };
          finished.push({ ds, files, record });
          seen += content.rows;
          done += 1;
          const day = ds === wholeTable ? null : ds;
          run.reporter.report({
            event: 'partition',
            table,
            ds: day,
            rows: content.rows,
            reason: reasonText(task.reason, parts),
          });
          run.reporter.report({ event: 'progress', table, done, of: tasks.length });
        },
      });
      ready.push(...finished);
      const due = run.clock.now().getTime() - lastCommit > commitAfterMs || ready.length >= commitAfterPartitions;
      // A staging query that finds no row in the whole range is an error, so nothing is published before the first row.
      if (due && (seen > 0 || node.kind !== 'staging-query')) await commit();
    }
    if (seen === 0 && node.kind === 'staging-query') {
      const { days, sources } = target;
      throw await noData(target, engine).catch((error) => raised(error, { node, days, byName: sources.byName }));
    }
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

const noData = async ({ node, days, sources, newest }: Computing, engine: Engine): Promise<EngineError> => {
  const isWhole = node.output.partitionColumn === null;
  const extent =
    node.kind === 'staging-query' ? await extentOf(engine, node, { bind: bindTo(engine, sources), newest }) : null;
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
