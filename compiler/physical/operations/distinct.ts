import { bigint, bigintLiteral, call, caseWhen, positiveZero } from '../../expr.ts';
import type { Expr, Type } from '../../relation.ts';
import { isOrdered, kOf, orderedNeeds } from './extremes.ts';
import type { ItemOperation, Options, State } from './operation.ts';

const counted = (state: State): Expr => call('nullif', [state('n'), bigintLiteral(0)], bigint);

const distinct = (
  takes: Pick<ItemOperation, 'accepts' | 'needs'>,
  finalise: (state: State, options: Options) => Expr,
): ItemOperation => ({
  shape: 'item',
  semantics: 1,
  ...takes,
  output: () => bigint,
  timed: false,
  ranked: false,
  collect: ({ value, seen }) => [
    {
      state: 'n',
      fn: 'count',
      args: [caseWhen(seen, value)],
      type: bigint,
    },
  ],
  finalise: (state, { options }) => finalise(state, options),
});

const ordered = { accepts: isOrdered, needs: orderedNeeds };
const any = { accepts: () => true, needs: 'any type' };

/** UNIQUE_COUNT: distinct values, exactly. */
export const uniqueCount: ItemOperation = distinct(ordered, counted);

/** APPROX_UNIQUE_COUNT: promised within 5 %, computed exactly. */
export const approxUniqueCount: ItemOperation = distinct(any, counted);

/** BOUNDED_UNIQUE_COUNT: distinct values, at most k. */
export const boundedUniqueCount: ItemOperation = distinct(any, (state, options) =>
  call('nullif', [call('least', [state('n'), kOf(options)], bigint), bigintLiteral(0)], bigint),
);

const listOf = (element: Type): Type => ({ kind: 'list', element });

/** UNIQUE_TOP_K: the k greatest distinct values, descending. */
export const uniqueTopK: ItemOperation = {
  shape: 'item',
  semantics: 1,
  ...ordered,
  output: listOf,
  timed: false,
  ranked: false,
  collect: ({ value, seen }, options) => [
    {
      state: 'l',
      fn: 'max_k',
      args: [caseWhen(seen, value), kOf(options)],
      type: listOf(value.type),
    },
  ],
  finalise: (state) => positiveZero(state('l')),
};
