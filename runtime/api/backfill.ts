import { wholeTable } from '#compiler';
import type { Backfilled, BackfillRequest } from '../api.ts';
import { backfillPlan } from '../backfill/backfill.ts';
import type { Filled, Run } from '../backfill/fill-table.ts';
import type { Project } from '../project/project.ts';
import { planFor } from './compile-project.ts';
import { located } from './located.ts';
import { lazyEngine, newRunId, systemClock, tablesOf } from './services.ts';
import { listedFiles, nextCommand, targetsOf } from './targets.ts';

/** Days that one query computes, at most, unless a request says otherwise. */
export const defaultStepDays = 30;

/**
 * Fills the asked days of a definition, upstream tables first; what is filled by this definition from these inputs is
 * left as it is. Throws CompileError, ConfigError, StorageError, EngineError, InterruptedError.
 *
 * @example await backfill(project, { conf: 'features/shop/spend.ts', start: '2023-12-01', end: '2023-12-07', reporter });
 */
export const backfill = async (project: Project, request: BackfillRequest): Promise<Backfilled> => {
  const { plan, selected, sources } = await planFor(project, request.conf);
  const files = listedFiles(project);
  const clock = systemClock;
  const store = tablesOf(project, request.hook);
  const tables = new Map<string, Filled>();
  let next: string | null = null;
  for (const target of targetsOf(plan, selected, request)) {
    if (target.kind === 'view') {
      request.reporter.report({ event: 'note', text: target.text });
      continue;
    }
    const { node, range } = target;
    // An engine for each target: it reaches the files that this one reads.
    const engine = lazyEngine(project, files.folders);
    const run: Run = {
      runId: newRunId(clock),
      tables: store,
      engine: engine.open,
      clock,
      reporter: request.reporter,
      signal: request.signal,
      stepDays: request.stepDays ?? defaultStepDays,
      force: request.force ?? false,
      latest: range?.end ?? wholeTable,
    };
    try {
      const filled = await backfillPlan({ plan, target: node.name, range, external: files.open }, run);
      for (const one of filled) tables.set(one.table, one);
    } catch (error) {
      throw await located(error, sources);
    } finally {
      await engine.close();
    }
    if (range !== null) next = nextCommand(node, range.end) ?? next;
  }
  return { tables: [...tables.values()].map(({ state: _state, ...rest }) => rest), next };
};
