import { bigint, cast, column, compare, date, dateLiteral, isNull, or, string } from '../expr.ts';
import type { Input, StagingQueryNode } from '../plan.ts';
import type { Partitions, Rel } from '../relation.ts';
import { aggregate, filter, project, scan, temp, union } from '../relations.ts';
import { daysBetween, shiftDay } from '../window.ts';
import { declaredQuery } from './declared-query.ts';
import { type Range, type RelScript, wholeTable } from './script.ts';

/**
 * Runs the user's query once for the range and cuts the result by day. A row whose day is null or outside the range is
 * an error: it would belong to a partition that this run does not write. A table without partitions is the result itself.
 */
export const staging = (node: StagingQueryNode, range: Range): RelScript => {
  const query = queryOf(node, range);
  if (node.output.partitionColumn === null) {
    return { temps: [], checks: [], outputs: [{ ds: wholeTable, rel: query }] };
  }
  const name = 'staged';
  const day = column(node.output.partitionColumn, date);
  const staged = temp(name, query.columns);
  const outside = filter(
    staged,
    or(isNull(day), compare('lt', day, dateLiteral(range.start)), compare('gt', day, dateLiteral(range.end))),
  );
  const counted = aggregate(
    project(outside, [{ name: 'ds', expr: cast(day, string) }]),
    ['ds'],
    [{ output: 'rows', fn: 'count_rows', args: [], filter: null, type: bigint }],
  );
  return {
    temps: [{ name, rel: query }],
    checks: [{ kind: 'outside-range', body: counted }],
    outputs: daysBetween(range.start, range.end).map((ds) => ({
      ds,
      rel: filter(staged, compare('eq', day, dateLiteral(ds))),
    })),
  };
};

/** The first and last day that the query has rows for, over all time: what "no data in range" tells the user. */
export const stagingExtent = (node: StagingQueryNode, partitionColumn: string, range: Range): Rel => {
  const day = column(partitionColumn, date);
  return aggregate(
    queryOf(node, range),
    [],
    [
      { output: 'first', fn: 'min', args: [day], filter: null, type: date },
      { output: 'last', fn: 'max', args: [day], filter: null, type: date },
    ],
  );
};

const queryOf = (node: StagingQueryNode, range: Range): Rel => {
  const dates = { start: range.start, end: range.end, latest: range.latest, newest: range.newest ?? {} };
  const tables = Object.fromEntries(
    node.inputs.flatMap((input) => {
      const read = rowsOf(input, range);
      return read === null ? [] : [[input.ref, read]];
    }),
  );
  return declaredQuery(node, { tables, dates });
};

/** The rows of an input that a range reads; null: none, only its newest day. */
const rowsOf = ({ ref, partitions: lookback }: Input, range: Range): Rel | null => {
  const daysUpTo = (days: number): Partitions => ({ from: shiftDay(range.start, -days), to: range.end });
  switch (lookback.kind) {
    case 'unpartitioned':
    case 'whole':
      return scan(ref, [], null);
    case 'same':
      return scan(ref, [], daysUpTo(0));
    case 'window':
      return scan(ref, [], daysUpTo(lookback.days));
    case 'newest': {
      if (lookback.rows === 'none') return null;
      if (lookback.rows === 'all') return scan(ref, [], null);
      const { from, to } = daysUpTo(lookback.rows.days);
      const day = range.newest?.[ref];
      if (day === undefined) throw new Error(`internal: the newest partition of ${ref} is not known`);
      const own = scan(ref, [], { from, to });
      const isRead = from !== null && to !== null && day >= from && day <= to;
      return isRead ? own : union([own, scan(ref, [], { from: day, to: day })]);
    }
    default:
      throw new Error(`internal: a staging query with a ${lookback.kind} input`);
  }
};
