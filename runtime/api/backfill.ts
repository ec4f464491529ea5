import { dirname } from 'node:path';
import type { ExternalNode, PlanNode } from '#compiler/plan';
import type { Backfilled, BackfillRequest } from '../api.ts';
import { backfillPlan } from '../backfill/backfill.ts';
import { rangeOf } from '../backfill/date-range.ts';
import type { Filled, Run } from '../backfill/fill-table.ts';
import type { ExternalVersions } from '../external/external-version.ts';
import { openExternal } from '../external/open-external.ts';
import type { Project } from '../project/project.ts';
import { planFor } from './compile-project.ts';
import { lazyEngine, newRunId, systemClock, tablesOf } from './services.ts';

const defaultStepDays = 30;

/**
 * Fills the asked days of a definition, upstream tables first; what is filled by this definition from these inputs is
 * left as it is. Throws CompileError, ConfigError, StorageError, EngineError, InterruptedError.
 *
 * @example await backfill(project, { conf: 'features/shop/spend.ts', start: '2023-12-01', end: '2023-12-07', reporter });
 */
export const backfill = async (project: Project, request: BackfillRequest): Promise<Backfilled> => {
  const { plan, selected } = await planFor(project, request.conf);
  const files = new Map<string, ExternalVersions>();
  const engine = lazyEngine(project, () =>
    [...files.values()].flatMap((one) => one.files({ from: null, to: null }).map(dirname)),
  );
  const clock = systemClock;
  const store = tablesOf(project, request.hook);
  const tables = new Map<string, Filled>();
  let next: string | null = null;
  try {
    for (const target of selected) {
      const node = plan.nodes.find((one) => one.name === target);
      if (node === undefined || node.kind === 'external') continue;
      const range = rangeOf({ start: request.start, end: request.end, backfillStart: node.backfill.start });
      const run: Run = {
        runId: newRunId(clock),
        tables: store,
        engine: engine.open,
        clock,
        reporter: request.reporter,
        signal: request.signal,
        stepDays: request.stepDays ?? defaultStepDays,
        force: request.force ?? false,
        latest: range.end,
      };
      const external = async (input: ExternalNode): Promise<ExternalVersions> => {
        const found = files.get(input.name) ?? (await openExternal(input, project));
        files.set(input.name, found);
        return found;
      };
      for (const one of await backfillPlan({ plan, target, range, external }, run)) tables.set(one.table, one);
      next = nextCommand(node, range.end) ?? next;
    }
  } finally {
    await engine.close();
  }
  return { tables: [...tables.values()].map(({ state: _state, ...rest }) => rest), next };
};

const nextCommand = (node: PlanNode, ds: string): string | null =>
  node.kind === 'group-by' && node.online ? `chron upload --conf ${node.source?.file ?? node.name} --ds ${ds}` : null;
