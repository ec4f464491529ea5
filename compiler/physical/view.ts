import { and, column, compare, date, dateLiteral, isNotNull, or } from '../expr.ts';
import type { ViewNode } from '../plan.ts';
import type { Expr, Partitions, Rel } from '../relation.ts';
import { filter, scan } from '../relations.ts';
import { declaredQuery } from './declared-query.ts';

/** The rows of a view in the days that its reader asks for; those without a day are of no partition. */
export const view = (node: ViewNode, partitions: Partitions | null): Rel => {
  if (partitions?.pick !== undefined) throw new Error(`internal: one partition of the view ${node.name}`);
  const tables = Object.fromEntries(
    node.inputs.map(({ ref, partitions: { kind } }) => [ref, scan(ref, [], kind === 'same' ? partitions : null)]),
  );
  const rows = declaredQuery(node, { tables, dates: null });
  if (node.output.partitionColumn === null) return rows;
  const day = column(node.output.partitionColumn, date);
  const { from = null, to = null, days } = partitions ?? {};
  const since = (first: string): Expr => compare('ge', day, dateLiteral(first));
  const until = (last: string): Expr => compare('le', day, dateLiteral(last));
  return filter(
    rows,
    and(
      isNotNull(day),
      ...(from === null ? [] : [since(from)]),
      ...(to === null ? [] : [until(to)]),
      ...(days === undefined ? [] : [or(...days.map(({ start, end }) => and(since(start), until(end))))]),
    ),
  );
};
