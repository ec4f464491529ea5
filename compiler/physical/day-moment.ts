import { and, bigintLiteral, compare } from '../expr.ts';
import type { Aggregate, GroupByNode } from '../plan.ts';
import type { Expr } from '../relation.ts';
import { snapshotTime, tailOf } from '../window.ts';
import type { Moment } from './pass.ts';
import { hasSnapshots, timeColumn, timeOf } from './visible.ts';

/** The midnight that ends a day, for all keys: when the values of a GroupBy's partition are taken. */
export const dayMoment = (node: GroupByNode, ds: string): Moment => ({
  node,
  by: node.keys,
  carried: [],
  window: (one) => windowFilter(one, node, ds),
  time: timeOf(node, ds),
  sign: null,
  keyed: (groups) => groups,
});

/** Rows reach back to the longest window of the GroupBy; a shorter one filters. */
const windowFilter = (one: Aggregate, node: GroupByNode, ds: string): Expr | null => {
  if (one.windowMs === null) return null;
  const at = snapshotTime(ds);
  const tail = tailOf(at, one.windowMs, one.edge);
  const reachesFurther = node.aggregates.some(
    (other) => other.windowMs === null || tailOf(at, other.windowMs, other.edge) < tail,
  );
  const inside = compare('ge', timeColumn, bigintLiteral(tail));
  if (hasSnapshots(node)) return and(inside, compare('lt', timeColumn, bigintLiteral(at)));
  return reachesFurther ? inside : null;
};
