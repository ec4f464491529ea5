import { dirname } from 'node:path';
import { wholeTable } from '#compiler';
import type { ExternalNode, Folders, PlanNode, WrittenNode } from '#compiler/plan';
import type { Backfilled, BackfillRequest } from '../api.ts';
import { backfillPlan } from '../backfill/backfill.ts';
import { type DateRange, rangeOf } from '../backfill/date-range.ts';
import type { Filled, Run } from '../backfill/fill-table.ts';
import { readersOf } from '../backfill/inline-views.ts';
import { inputName } from '../backfill/input-name.ts';
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
  const clock = systemClock;
  const store = tablesOf(project, request.hook);
  const tables = new Map<string, Filled>();
  let next: string | null = null;
  for (const target of selected) {
    const node = plan.nodes.find((one) => one.name === target);
    if (node === undefined || node.kind === 'external') continue;
    if (node.kind === 'view') {
      request.reporter.report({ event: 'note', text: nothingToFill(node.output.table, readersOf(plan, node.name)) });
      continue;
    }
    const range = askedOf(node, request);
    // An engine for each target: it reaches the files that this one reads.
    const engine = lazyEngine(project, () =>
      [...files.values()].flatMap((one) => one.files({ from: null, to: null }).map(dirname)),
    );
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
    const external = async (input: ExternalNode, folders: Folders = {}): Promise<ExternalVersions> => {
      const name = `${inputName({ ref: input.name, folders })} ${input.partitionColumn}`;
      const found = files.get(name) ?? (await openExternal(input, folders, project));
      files.set(name, found);
      return found;
    };
    try {
      for (const one of await backfillPlan({ plan, target, range, external }, run)) tables.set(one.table, one);
    } finally {
      await engine.close();
    }
    if (range !== null) next = nextCommand(node, range.end) ?? next;
  }
  return { tables: [...tables.values()].map(({ state: _state, ...rest }) => rest), next };
};

/** Days mean nothing to a table without partitions, but to what it reads: the last one is enough. */
const askedOf = (node: WrittenNode, { start, end }: BackfillRequest): DateRange | null => {
  if (node.output.partitionColumn !== null) return rangeOf({ start, end, backfillStart: node.backfill.start });
  return start === undefined && end === undefined ? null : rangeOf({ start: start ?? end, end, backfillStart: null });
};

const nothingToFill = (table: string, readers: readonly string[]): string => {
  const by = readers.length === 0 ? 'nothing reads it yet' : `it is computed in what reads it: ${readers.join(', ')}`;
  return `${table} is a view, so there is nothing to fill: ${by}`;
};

/** A join is served from the tables of its GroupBys, which its own backfill does not fill: its rows are for reading. */
const nextCommand = (node: PlanNode, ds: string): string | null => {
  if (node.kind === 'join') return `chron show ${node.output.table}`;
  return node.kind === 'group-by' && node.online
    ? `chron upload --conf ${node.source?.file ?? node.name} --ds ${ds}`
    : null;
};
