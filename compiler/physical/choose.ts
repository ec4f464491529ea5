import type { DaySet } from '../day-set.ts';
import type { GroupByNode, WrittenNode } from '../plan.ts';
import { daysBetween } from '../window.ts';
import { type Heavy, paysForTiles, usualThreshold } from './heavy.ts';
import { join } from './join.ts';
import { joinPart } from './join-part.ts';
import { oneDay } from './one-day.ts';
import type { Range, RelScript } from './script.ts';
import { partSlices, type Slicing, slicesFor } from './slices.ts';
import { staging } from './staging.ts';
import { wholeRows } from './whole-rows.ts';

/** What is known of a node's inputs before it runs, and what a part of a join is made from. */
export type Known = Slicing & {
  /** The GroupBy of a part. */
  readonly features?: GroupByNode;
  /** The days that the times of a part's left rows lie in; default: those of the range. */
  readonly times?: DaySet;
  /** What `heavyCounts` found for a part; default: nothing. */
  readonly heavy?: Heavy | null;
  /** The table of a part's GroupBy holds what the part would compute. */
  readonly fromTable?: boolean;
};

/** The strategy for a range of a node. Strategies differ in cost, never in values. */
export const choose = (node: WrittenNode, range: Range, known: Known = { slices: 1 }): RelScript => {
  switch (node.kind) {
    case 'staging-query':
      return staging(node, range);
    case 'join':
      return join(node, range);
    case 'join-part': {
      const { features, times = [{ start: range.start, end: range.end }], heavy = null, fromTable = false } = known;
      if (features === undefined) throw new Error(`internal: ${node.name} without its GroupBy`);
      const threshold = heavy !== null && paysForTiles(heavy) ? usualThreshold : null;
      return joinPart(node, features, {
        range,
        times,
        slices: partSlices(features, known),
        heavy: threshold,
        fromTable,
      });
    }
    case 'group-by': {
      const slices = slicesFor(node, known);
      const days = daysBetween(range.start, range.end).map((ds) =>
        node.aggregates.length === 0 ? wholeRows(node, ds) : oneDay(node, ds, slices),
      );
      return {
        temps: days.flatMap((day) => day.temps),
        checks: days.flatMap((day) => day.checks),
        outputs: days.flatMap((day) => day.outputs),
      };
    }
  }
};
