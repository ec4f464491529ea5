import { clipped, type DaySet, hull } from '../day-set.ts';
import { and, bigint, bigintLiteral, call, column, compare, date, dateLiteral, hasKey, or } from '../expr.ts';
import type { GroupByNode, SourceRel } from '../plan.ts';
import type { Expr, Partitions, Rel } from '../relation.ts';
import { filter } from '../relations.ts';
import { dayStart, shiftDay, snapshotTime, tailOf } from '../window.ts';

/** Event time of every source relation, epoch milliseconds. */
export const timeColumn = column('__ts', bigint);

/** The events of a source that some output of this day may see: semantics section 2, with constants for the day. */
export const visible = (source: SourceRel, node: GroupByNode, ds: string): Rel => {
  const at = snapshotTime(ds);
  const tails = node.aggregates.map((one) => (one.windowMs === null ? null : tailOf(at, one.windowMs, one.edge)));
  const tail = tails.includes(null) ? null : Math.min(...tails.map(Number));
  // Unwindowed over a snapshot of entities means all of its rows, whatever their time.
  const wholeSnapshot = source.kind === 'entities' && tail === null;
  return filter(
    restricted(source, node, ds),
    and(
      ...(wholeSnapshot ? [] : [compare('lt', timeColumn, bigintLiteral(at))]),
      ...(tail === null ? [] : [compare('ge', timeColumn, bigintLiteral(tail))]),
      ...availability(source, node, ds),
      hasKey(node.keys),
    ),
  );
};

/** The time of a row for operations that compare times: a row of a snapshot that has none is the state at the day's end. */
export const timeOf = (node: GroupByNode, ds: string): Expr =>
  hasSnapshots(node) ? call('coalesce', [timeColumn, bigintLiteral(snapshotTime(ds))], bigint) : timeColumn;

/** true: rows of the GroupBy are not all before the day's end, so each window bounds them itself. */
export const hasSnapshots = (node: GroupByNode): boolean => node.sources.some((source) => source.kind === 'entities');

/** Without partitions ds' is date(ts), so the rule on ds' is one on ts. */
const availability = (source: SourceRel, node: GroupByNode, ds: string): readonly Expr[] => {
  if (source.partitioned || source.cumulative !== null) return [];
  const { start, end } = partitionRange(source, node, ds);
  return [
    ...(start === null ? [] : [compare('ge', timeColumn, bigintLiteral(dayStart(start)))]),
    ...(end === ds ? [] : [compare('lt', timeColumn, bigintLiteral(snapshotTime(end)))]),
  ];
};

/** ds' <= A, ds' >= A - 1 - lookback when every aggregation has a window, both within the source's own bounds. */
const partitionRange = (
  source: Pick<SourceRel, 'days' | 'kind'>,
  node: Pick<GroupByNode, 'lookbackDays'>,
  ds: string,
): { readonly start: string | null; readonly end: string } => {
  const first =
    source.kind === 'entities' ? ds : node.lookbackDays === null ? null : shiftDay(ds, -1 - node.lookbackDays);
  const { start, end } = source.days;
  return {
    start: first === null ? start : start === null ? first : start > first ? start : first,
    end: end !== null && end < ds ? end : ds,
  };
};

/** The source's relation, its scan cut to the partitions of this day. */
const restricted = (source: SourceRel, node: GroupByNode, ds: string): Rel => {
  if (!source.partitioned) return source.rel;
  if (source.cumulative !== null) return cut(source.rel, cumulativePartition(source, ds));
  const { start, end } = partitionRange(source, node, ds);
  return cut(source.rel, { from: start, to: end });
};

/** The day's own partition, else the earliest later one; the newest; or the one that endPartition pins for all days. */
export const cumulativePartition = ({ days, cumulative }: SourceRel, ds: string): Partitions => {
  if (days.end !== null) return { from: days.end, to: days.end };
  if (cumulative === 'latest') return { from: days.start, to: null, pick: 'last' };
  return { from: days.start !== null && days.start > ds ? days.start : ds, to: null, pick: 'first' };
};

/** What a day reads of a source, before any condition. */
export const scanOf = (source: SourceRel, node: GroupByNode, ds: string): Rel => {
  const bottom = (rel: Rel): Rel => ('input' in rel ? bottom(rel.input) : rel);
  return bottom(restricted(source, node, ds));
};

/** The partitions of these days. */
export const partitionsIn = (days: DaySet): Partitions & { readonly to: string } => {
  if (days.length === 0) return { from: '9999-12-31', to: '0001-01-01' };
  const { start, end } = hull(days);
  return { from: start, to: end, ...(days.length > 1 && { days }) };
};

/** The rows of a source whose partition is one of these days, and within its own bounds. */
export const inDays = ({ rel, partitioned, days: bounds }: SourceRel, days: DaySet): Rel => {
  const read = clipped(days, bounds.start, bounds.end);
  if (partitioned) return cut(rel, partitionsIn(read));
  const ds = column('__ds', date);
  const some = read.map(({ start, end }) =>
    and(compare('ge', ds, dateLiteral(start)), compare('le', ds, dateLiteral(end))),
  );
  return filter(rel, some.length === 0 ? { kind: 'literal', value: false, type: { kind: 'boolean' } } : or(...some));
};

/** A relation whose scan reads only these partitions. */
export const cut = (rel: Rel, partitions: Partitions): Rel => {
  if (rel.kind === 'scan') return { ...rel, partitions };
  return 'input' in rel ? { ...rel, input: cut(rel.input, partitions) } : rel;
};
