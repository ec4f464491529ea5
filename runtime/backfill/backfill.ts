import type { NodeRef } from '#compiler/plan';
import { type Filled, fillTable, type Run } from './fill-table.ts';
import { type FillRequest, walkTables } from './walk.ts';

/**
 * Fills the target's days and, before it, the days of every upstream table that it reads. Returns the tables in the
 * order they were filled. Throws as `fillTable`.
 */
export const backfillPlan = async (request: FillRequest, run: Run): Promise<readonly Filled[]> => {
  const filled = new Map<NodeRef, Filled>();
  await walkTables(request, {
    ...run,
    note: (text) => run.reporter.report({ event: 'note', text }),
    leftTimes: async ({ days }, read) => await read(days),
    fill: async (target, times) => {
      // A run id stands in one snapshot of a table only.
      const runId = times === 1 ? run.runId : `${run.runId}-${times}`;
      const one = await fillTable(target, { ...run, runId });
      filled.set(target.node.name, both(filled.get(target.node.name), one));
      return one.state;
    },
  });
  return [...filled.values()];
};

/** A left that is also read by a part may be filled for itself, and then for more days; a day counts once. */
const both = (before: Filled | undefined, one: Filled): Filled =>
  before === undefined
    ? one
    : {
        ...one,
        computed: Math.min(before.computed + one.computed, one.partitions),
        seconds: before.seconds + one.seconds,
      };
