import { clipped, type DaySet, daySet, hull, shiftDay, shifted, widened } from '#compiler';
import type { Input, JoinPart, NodeRef, PlanNode, WrittenNode } from '#compiler/plan';
import { ConfigError } from '../errors.ts';
import { type DateRange, wholeRange } from './date-range.ts';
import { type LeftTimes, timesIn } from './left-times.ts';

/** A node and the days of it that a backfill needs; none: it has no day in what was asked. */
export type Needed = { readonly node: WrittenNode; readonly days: DaySet };

const latest = (days: readonly (string | null)[]): string | null =>
  days.reduce((most, day) => (day !== null && (most === null || day > most) ? day : most), null);

/**
 * The days of every upstream table that [start, end] of the target reads, in topological order, target last: a GroupBy
 * with a longest window of n days reads from `start - 1 - n`. Nothing lies before a definition's own start. A table
 * without partitions is computed as a whole; the days that were asked for say how far what it reads is filled before, and
 * without any (`asked` null) that is read as it stands. What a join's parts read is known by its left rows' `times`; while
 * they are not, only what is needed to read those is told.
 */
export const neededRanges = (
  nodes: readonly (PlanNode | JoinPart)[],
  target: NodeRef,
  { asked, times }: { readonly asked: DateRange | null; readonly times: ReadonlyMap<NodeRef, LeftTimes> },
): readonly Needed[] => {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const wanted = new Map<NodeRef, DaySet>([[target, asked === null ? [] : [asked]]]);
  const want = (ref: NodeRef, days: DaySet): void => {
    wanted.set(ref, daySet([...(wanted.get(ref) ?? []), ...days]));
  };
  const order: Needed[] = [];
  for (const node of nodes.toReversed()) {
    const all = wanted.get(node.name);
    if (all === undefined || node.kind === 'external' || node.kind === 'view') continue;
    const days = clipped(all, node.backfill.start, null);
    const isWhole = node.output.partitionColumn === null;
    order.push({ node, days: isWhole ? [wholeRange] : days });
    if (days.length === 0 && !isWhole) continue;
    for (const input of node.inputs) {
      const upstream = byName.get(input.ref);
      if (upstream === undefined || upstream.kind === 'external' || upstream.kind === 'view') continue;
      if (input.partitions.kind === 'unpartitioned') {
        want(input.ref, days);
        continue;
      }
      const left = node.kind === 'join-part' ? times.get(node.join) : undefined;
      const need = days.length === 0 ? [] : reads(input, { days, left }, { node, upstream });
      if (need.length > 0) want(input.ref, need);
    }
  }
  return order.toReversed();
};

/** The days of an input that the outputs of `days` read. */
const reads = (
  input: Input,
  { days, left }: { readonly days: DaySet; readonly left: LeftTimes | undefined },
  names: { readonly node: WrittenNode; readonly upstream: WrittenNode },
): DaySet => {
  const { start, end } = input.bounds;
  const lookback = input.partitions;
  const upTo = (last: string): DaySet => {
    const first = latest([start, names.upstream.backfill.start]);
    if (first === null) throw unbounded(names);
    return clipped([{ start: first, end: last }], start, end);
  };
  switch (lookback.kind) {
    case 'same':
      return clipped(days, start, end);
    case 'cumulative':
      return clipped(lookback.shift === null ? days : leftDays(left, days, lookback.shift), start, null);
    case 'by-left-time': {
      const seen = leftDays(left, days, lookback.shift);
      if (seen.length === 0) return [];
      if (lookback.days === null) {
        const all = upTo(hull(seen).end);
        refuseEndless({ all, days, seen: shifted(seen, lookback.shift) }, names);
        return all;
      }
      return clipped(widened(seen, { before: lookback.days, after: 0 }), start, end);
    }
    case 'shift':
      return clipped(shifted(days, -lookback.days), start, end);
    case 'window':
      return clipped(widened(days, { before: lookback.days, after: 0 }), start, end);
    case 'newest':
      // Taken as it stands: none of its days has to be there.
      return [];
    case 'all':
    case 'whole':
      return upTo(hull(days).end);
    default:
      throw new Error(`internal: no days for a ${lookback.kind} input`);
  }
};

/** The days of the left rows' times, less `shift`. */
const leftDays = (left: LeftTimes | undefined, days: DaySet, shift: number): DaySet =>
  left === undefined ? [] : shifted(timesIn(left, days), -shift);

/** A time for `never`, in the year 2999 or 9999, would fill hundreds of thousands of empty days. */
const mostDaysAhead = 3_660;

const refuseEndless = (
  { all, days, seen }: { readonly all: DaySet; readonly days: DaySet; readonly seen: DaySet },
  { node, upstream }: { readonly node: WrittenNode; readonly upstream: WrittenNode },
): void => {
  const [end, last] = [hull(days).end, hull(seen).end];
  if (all.length === 0 || hull(all).end <= shiftDay(end, mostDaysAhead)) return;
  throw new ConfigError({
    code: 'CHR2436',
    message: `${node.name}: left rows have times up to ${last}, and an aggregation has no window, so ${upstream.name} would be filled until then`,
    hint: "leave such rows out of the left (where), or bound what is read: endPartition: 'YYYY-MM-DD' on the source",
  });
};

const unbounded = ({ node, upstream }: { readonly node: WrittenNode; readonly upstream: WrittenNode }): ConfigError =>
  new ConfigError({
    code: 'CHR2434',
    message: `${node.name} ${node.output.partitionColumn === null ? 'has no partitions' : 'has an aggregation without a window'}, so it reads all of ${upstream.name}, which does not say where it starts`,
    hint: `give ${upstream.name} a startPartition: 'YYYY-MM-DD' (or the source that reads it)`,
  });
