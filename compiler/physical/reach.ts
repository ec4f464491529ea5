import { bigint, call, column } from '../expr.ts';
import type { Aggregate, GroupByNode } from '../plan.ts';
import type { Expr } from '../relation.ts';
import { hopOf } from '../window.ts';
import { tailColumn } from './queries.ts';

/** The aggregates with the longest windows, one of each edge: every other window starts later than one of theirs. */
export const longest = ({ aggregates }: Pick<GroupByNode, 'aggregates'>): readonly Aggregate[] =>
  (['sawtooth', 'exact'] as const).flatMap((edge) => {
    const some = aggregates.filter((one) => one.edge === edge && one.windowMs !== null);
    const [first] = some.toSorted((left, right) => (right.windowMs ?? 0) - (left.windowMs ?? 0));
    return first === undefined ? [] : [first];
  });

/** Where the longest window starts: sawtooth or exact, whichever reaches further back. */
export const reachOf = (features: GroupByNode): Expr => {
  const tails = longest(features).map((one) => column(tailColumn(one).name, bigint));
  const [only] = tails;
  return tails.length === 1 && only !== undefined ? only : call('least', tails, bigint);
};

/** How long before the moment that is at most, in milliseconds; null: some aggregate has no window. */
export const reachMs = (features: GroupByNode): number | null =>
  features.lookbackDays === null
    ? null
    : Math.max(
        ...longest(features).map(({ windowMs, edge }) => {
          const length = windowMs ?? 0;
          return edge === 'exact' ? length : length + hopOf(length);
        }),
      );
