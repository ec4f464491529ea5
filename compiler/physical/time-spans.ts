import { type DaySet, eachDay } from '../day-set.ts';
import { bigint, bigintLiteral, call, column, compare } from '../expr.ts';
import type { GroupByNode } from '../plan.ts';
import type { Column, Expr, Rel } from '../relation.ts';
import { filter, project, union } from '../relations.ts';
import { dayMs } from '../window.ts';
import { at } from './queries.ts';
import { reachMs, reachOf } from './reach.ts';
import { timeColumn } from './visible.ts';

/** The span of time that a row lies in, or that a query's window reaches into: spans are numbered. */
export const span: Column = { name: '__span', type: bigint };

/** A window reaches into so many spans at most: each is half as long as the longest window. */
const spansOfWindow = 3;

/**
 * Whether to compare rows with the queries of their key and span of time, instead of all of their key: where the moments
 * lie over two windows or more, most of those are too far away, and where rows are many more than queries, it costs
 * little that each query stands in three spans. `sizes` are estimated, null: not known.
 */
export const paysForSpans = (
  features: GroupByNode,
  moments: DaySet,
  sizes: { readonly queries: number; readonly rows: number } | null,
): boolean => {
  const reach = reachMs(features);
  if (reach === null || sizes === null) return false;
  return eachDay(moments).length * dayMs >= 2 * reach && sizes.rows >= 8 * sizes.queries;
};

const spanOf = (time: Expr, features: GroupByNode): Expr => {
  const reach = reachMs(features);
  if (reach === null) throw new Error(`internal: ${features.name} reads all time`);
  return call('quotient', [time, bigintLiteral(Math.ceil(reach / (spansOfWindow - 1)))], bigint);
};

const kept = (rel: Rel) => rel.columns.map(({ name, type }) => ({ name, expr: column(name, type) }));

/** Rows, each with the span that it lies in. */
export const withSpan = (rows: Rel, features: GroupByNode): Rel =>
  project(rows, [...kept(rows), { name: span.name, expr: spanOf(timeColumn, features) }]);

/** Each query once for every span that its longest window reaches into. */
export const inSpans = (queries: Rel, features: GroupByNode): Rel => {
  const first = spanOf(reachOf(features), features);
  const own = spanOf(at, features);
  return union(
    Array.from({ length: spansOfWindow }, (_, back) => {
      const expr = back === 0 ? own : call('subtract', [own, bigintLiteral(back)], bigint);
      const reaching = back === 0 ? queries : filter(queries, compare('le', first, expr));
      return project(reaching, [...kept(queries), { name: span.name, expr }]);
    }),
  );
};
