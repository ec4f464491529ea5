import type { GroupByNode, StagingQueryNode } from '../plan.ts';
import { daysBetween } from '../window.ts';
import { oneDay } from './one-day.ts';
import type { Range, RelScript } from './script.ts';
import { type Slicing, slicesFor } from './slices.ts';
import { staging } from './staging.ts';
import { wholeRows } from './whole-rows.ts';

/** The strategy for a range of a node: today one for each kind. Strategies differ in cost, never in values. */
export const choose = (
  node: StagingQueryNode | GroupByNode,
  range: Range,
  slicing: Slicing = { slices: 1 },
): RelScript => {
  if (node.kind === 'staging-query') return staging(node, range);
  const slices = slicesFor(node, slicing);
  const days = daysBetween(range.start, range.end).map((ds) =>
    node.aggregates.length === 0 ? wholeRows(node, ds) : oneDay(node, ds, slices),
  );
  return {
    temps: days.flatMap((day) => day.temps),
    checks: days.flatMap((day) => day.checks),
    outputs: days.flatMap((day) => day.outputs),
  };
};
