import { shiftDay } from '#compiler';
import type { WrittenNode } from '#compiler/plan';
import type { DateRange } from './date-range.ts';

/** Days to compute as runs of consecutive days, none longer than `most`. */
export const stepsOf = (days: readonly string[], most: number): readonly DateRange[] => {
  const steps: { start: string; end: string; length: number }[] = [];
  for (const ds of days) {
    const last = steps.at(-1);
    if (last !== undefined && last.length < most && shiftDay(last.end, 1) === ds) {
      last.end = ds;
      last.length += 1;
    } else {
      steps.push({ start: ds, end: ds, length: 1 });
    }
  }
  return steps.map(({ start, end }) => ({ start, end }));
};

/** How many days of a node one query computes, at most. */
export const stepLength = (node: WrittenNode, most: number): number =>
  node.kind === 'group-by' || (node.kind === 'staging-query' && node.step === 'day') ? 1 : most;
