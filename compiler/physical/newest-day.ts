import { cast, column, date } from '../expr.ts';
import type { ExternalNode } from '../plan.ts';
import type { Expr, Rel } from '../relation.ts';
import { aggregate, project, scan } from '../relations.ts';

/** One row and column, `day`: the newest partition of files whose days stand in them. */
export const newestDay = (node: ExternalNode, partitionColumn: string): Rel => {
  const type = node.columns.find((one) => one.name === partitionColumn)?.type ?? date;
  const raw = column(partitionColumn, type);
  const day: Expr =
    type.kind === 'string'
      ? { kind: 'to-day', input: raw, of: `${node.name}: ${partitionColumn}`, type: date }
      : cast(raw, date);
  const days = project(scan(node.name, node.columns, null), [{ name: 'day', expr: day }]);
  return aggregate(days, [], [{ output: 'day', fn: 'max', args: [column('day', date)], filter: null, type: date }]);
};
