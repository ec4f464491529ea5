import { shortHash, wholeTable } from '#compiler';
import type { PlannedBackfill, PlannedTable, PlanRequest } from '../api.ts';
import { daysOf } from '../backfill/date-range.ts';
import { type Asked, planTables, type TablePlan, type Unseen } from '../plan/plan-tables.ts';
import { stepsOf } from '../plan/step-text.ts';
import { rangeText, workOf } from '../plan/work.ts';
import type { Project } from '../project/project.ts';
import { defaultStepDays } from './backfill.ts';
import { planFor } from './compile-project.ts';
import { located } from './located.ts';
import { lazyEngine, tablesOf } from './services.ts';
import { listedFiles, nextCommand, targetsOf } from './targets.ts';

/**
 * What a backfill of the same request would compute, why, and how much it would read. Nothing is written and no table is
 * locked. Throws CompileError, ConfigError, StorageError, EngineError, InterruptedError, as the backfill would before it
 * computes anything.
 *
 * @example const { work, tables } = await plan(project, { conf: 'features/shop/spend.ts', end: '2023-12-07', signal });
 */
export const plan = async (project: Project, request: PlanRequest): Promise<PlannedBackfill> => {
  const { plan: compiled, selected, sources } = await planFor(project, request.conf);
  const files = listedFiles(project);
  const asked: (Asked & { readonly close: () => Promise<void> })[] = [];
  const views: string[] = [];
  let after: string | null = null;
  for (const target of targetsOf(compiled, selected, request)) {
    if (target.kind === 'view') {
      views.push(target.text);
      continue;
    }
    const { node, range } = target;
    const engine = lazyEngine(project, files.folders, { writes: false });
    asked.push({
      request: { plan: compiled, target: node.name, range, external: files.open },
      engine: engine.open,
      latest: range?.end ?? wholeTable,
      close: engine.close,
    });
    if (range !== null) after = nextCommand(node, range.end) ?? after;
  }
  try {
    const { signal, force = false, stepDays = defaultStepDays } = request;
    const planned = await planTables(asked, { tables: tablesOf(project), signal, force, stepDays });
    const tables: PlannedTable[] = [];
    for (const table of planned.tables) tables.push(await tableOf(table, request.verbose === true));
    const work = tables.some(({ compute }) => compute.length > 0);
    const unseen = planned.unseen.map(unseenNote);
    return {
      work,
      tables,
      notes: [...views, ...unseen, ...planned.notes],
      next: work ? backfillCommand(request) : after,
    };
  } catch (error) {
    throw await located(error, sources);
  } finally {
    for (const { close } of asked) await close();
  }
};

const tableOf = async (
  { node, days, compute, reads, inputs, steps }: TablePlan,
  verbose: boolean,
): Promise<PlannedTable> => ({
  table: node.output.table,
  definition: node.name,
  fingerprint: shortHash(node.fingerprint),
  partitions: days.flatMap(daysOf).length,
  days: node.output.partitionColumn === null ? null : days,
  compute: workOf(compute),
  reads,
  ...(verbose && compute.length > 0 && { steps: stepsOf(await steps()), inputs }),
});

const unseenNote = ({ join, left, days }: Unseen): string => {
  const [one, ...more] = days.map(rangeText);
  const of = one === '' ? '' : ` for ${one}${more.length === 0 ? '' : ` and ${more.length} more ranges`}`;
  return `what the parts of ${join} read is known once ${left.join(', ')} is filled${of}; estimated: as if the times of its rows lay in their own days`;
};

const backfillCommand = ({ conf, start, end, force, stepDays }: PlanRequest): string =>
  [
    `chron backfill --conf ${conf}`,
    ...(start === undefined ? [] : [`--start-date ${start}`]),
    ...(end === undefined ? [] : [`--end-date ${end}`]),
    ...(stepDays === undefined ? [] : [`--step-days ${stepDays}`]),
    ...(force === true ? ['--force'] : []),
  ].join(' ');
