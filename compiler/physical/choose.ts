import type { DaySet } from '../day-set.ts';
import type { GroupByNode, JoinPart, WrittenNode } from '../plan.ts';
import { daysBetween } from '../window.ts';
import { type Heavy, paysForTiles, takesTiles, usualThreshold } from './heavy.ts';
import { join } from './join.ts';
import { joinPart } from './join-part.ts';
import { oneDay } from './one-day.ts';
import { momentsOf } from './queries.ts';
import type { Range, RelScript } from './script.ts';
import { partSlices, type Slicing, slicesFor } from './slices.ts';
import { staging } from './staging.ts';
import { paysForSpans } from './time-spans.ts';
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

/** How a range of a node is computed. What differs is the cost, never a value. */
export type Strategy =
  /** A staging query, as it is written; a join, its left beside the tables of its parts; a GroupBy's rows as they are. */
  | { readonly kind: 'query' | 'parts' | 'whole rows' }
  /** Each day from the partitions that its windows reach; the keys in slices. */
  | { readonly kind: 'day'; readonly slices: number }
  /** A part: no left row has a time; from the GroupBy's own table; the rows of its snapshots. */
  | { readonly kind: 'no times' | 'own table' | 'snapshot rows' }
  /** A part: left rows beside the rows that they may see, by spans of time too; heavy keys from tiles; the queries in slices. */
  | { readonly kind: 'range join' | 'tiles'; readonly slices: number; readonly spans: boolean };

/** The strategy for what is known. */
export const strategyOf = (node: WrittenNode, range: Range, known: Known): Strategy => {
  switch (node.kind) {
    case 'staging-query':
      return { kind: 'query' };
    case 'join':
      return { kind: 'parts' };
    case 'group-by':
      return node.aggregates.length === 0 ? { kind: 'whole rows' } : { kind: 'day', slices: slicesFor(node, known) };
    case 'join-part': {
      const { features, times, heavy, fromTable } = ofPart(node, range, known);
      const moments = momentsOf(node.left, range, times);
      if (moments.length === 0) return { kind: 'no times' };
      if (fromTable) return { kind: 'own table' };
      if (features.aggregates.length === 0) return { kind: 'snapshot rows' };
      const pays = heavy !== null && paysForTiles(heavy) && takesTiles({ part: node, features });
      const spans = paysForSpans(features, moments, heavy);
      return { kind: pays ? 'tiles' : 'range join', slices: partSlices(features, known), spans };
    }
  }
};

const ofPart = (node: JoinPart, { start, end }: Range, known: Known) => {
  const { features, times = [{ start, end }], heavy = null, fromTable = false } = known;
  if (features === undefined) throw new Error(`internal: ${node.name} without its GroupBy`);
  return { features, times, heavy, fromTable };
};

/** The script of the strategy for a range of a node. */
export const choose = (node: WrittenNode, range: Range, known: Known = { slices: 1 }): RelScript => {
  switch (node.kind) {
    case 'staging-query':
      return staging(node, range);
    case 'join':
      return join(node, range);
    case 'join-part': {
      const { features, times, fromTable } = ofPart(node, range, known);
      const strategy = strategyOf(node, range, known);
      return joinPart(node, features, {
        range,
        times,
        slices: 'slices' in strategy ? strategy.slices : 1,
        heavy: strategy.kind === 'tiles' ? usualThreshold : null,
        spans: 'spans' in strategy && strategy.spans,
        fromTable,
      });
    }
    case 'group-by': {
      const strategy = strategyOf(node, range, known);
      const days = daysBetween(range.start, range.end).map((ds) =>
        strategy.kind === 'day' ? oneDay(node, ds, strategy.slices) : wholeRows(node, ds),
      );
      return {
        temps: days.flatMap((day) => day.temps),
        checks: days.flatMap((day) => day.checks),
        outputs: days.flatMap((day) => day.outputs),
      };
    }
  }
};
