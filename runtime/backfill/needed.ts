import { shiftDay } from '#compiler';
import type { Input, JoinPart, NodeRef, PlanNode, WrittenNode } from '#compiler/plan';
import { ConfigError } from '../errors.ts';
import { type DateRange, wholeRange } from './date-range.ts';
import { type LeftTimes, spanOf } from './left-times.ts';

/** A node and the days of it that a backfill needs; null: it has no day in what was asked. */
export type Needed = { readonly node: WrittenNode; readonly range: DateRange | null };

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
  const ranges = new Map<NodeRef, DateRange | null>([[target, asked]]);
  const order: Needed[] = [];
  for (const node of nodes.toReversed()) {
    const wanted = ranges.get(node.name);
    if (wanted === undefined || node.kind === 'external' || node.kind === 'view') continue;
    const range = wanted === null ? null : clipped(wanted, node.backfill.start, null);
    const isWhole = node.output.partitionColumn === null;
    order.push({ node, range: isWhole ? wholeRange : range });
    if (range === null && !isWhole) continue;
    for (const input of node.inputs) {
      const upstream = byName.get(input.ref);
      if (upstream === undefined || upstream.kind === 'external' || upstream.kind === 'view') continue;
      if (input.partitions.kind === 'unpartitioned') {
        ranges.set(input.ref, widest(ranges.get(input.ref) ?? null, range));
        continue;
      }
      const left = node.kind === 'join-part' ? times.get(node.join) : undefined;
      const need = range === null ? null : reads(input, { range, left }, { node, upstream });
      if (need !== null) ranges.set(input.ref, widest(ranges.get(input.ref) ?? null, need));
    }
  }
  return order.toReversed();
};

const clipped = (range: DateRange, start: string | null, end: string | null): DateRange | null => {
  const from = start !== null && start > range.start ? start : range.start;
  const to = end !== null && end < range.end ? end : range.end;
  return from <= to ? { start: from, end: to } : null;
};

const widest = (one: DateRange | null, other: DateRange | null): DateRange | null =>
  one === null || other === null
    ? (one ?? other)
    : { start: one.start < other.start ? one.start : other.start, end: one.end > other.end ? one.end : other.end };

/** The days of an input that the outputs of `range` read. */
const reads = (
  input: Input,
  { range, left }: { readonly range: DateRange; readonly left: LeftTimes | undefined },
  names: { readonly node: WrittenNode; readonly upstream: WrittenNode },
): DateRange | null => {
  const { start, end } = input.bounds;
  const lookback = input.partitions;
  switch (lookback.kind) {
    case 'same':
      return clipped(range, start, end);
    case 'cumulative': {
      const days = lookback.shift === null ? range : shifted(left, range, lookback.shift);
      return days === null ? null : clipped(days, start, null);
    }
    case 'by-left-time': {
      const days = shifted(left, range, lookback.shift);
      if (days === null) return null;
      if (lookback.days !== null) return clipped({ ...days, start: shiftDay(days.start, -lookback.days) }, start, end);
      const first = latest([start, names.upstream.backfill.start]);
      if (first === null) throw unbounded(names);
      return clipped({ ...days, start: first }, start, end);
    }
    case 'shift':
      return clipped(
        { start: shiftDay(range.start, -lookback.days), end: shiftDay(range.end, -lookback.days) },
        start,
        end,
      );
    case 'window':
      return clipped({ start: shiftDay(range.start, -lookback.days), end: range.end }, start, end);
    case 'newest':
      // Taken as it stands: none of its days has to be there.
      return null;
    case 'all':
    case 'whole': {
      const first = latest([start, names.upstream.backfill.start]);
      if (first === null) throw unbounded(names);
      return clipped({ start: first, end: range.end }, start, end);
    }
    default:
      throw new Error(`internal: no range for a ${lookback.kind} input`);
  }
};

/** The days of the left rows' times, less `shift`. */
const shifted = (left: LeftTimes | undefined, range: DateRange, shift: number): DateRange | null => {
  const span = left === undefined ? null : spanOf(left, range);
  return span === null ? null : { start: shiftDay(span.first, -shift), end: shiftDay(span.last, -shift) };
};

const unbounded = ({ node, upstream }: { readonly node: WrittenNode; readonly upstream: WrittenNode }): ConfigError =>
  new ConfigError({
    code: 'CHR2434',
    message: `${node.name} ${node.output.partitionColumn === null ? 'has no partitions' : 'has an aggregation without a window'}, so it reads all of ${upstream.name}, which does not say where it starts`,
    hint: `give ${upstream.name} a startPartition: 'YYYY-MM-DD' (or the source that reads it)`,
  });
