import { and, bigint, bigintLiteral, call, cast, column, compare } from '../expr.ts';
import type { AggregateCall, Expr, Type } from '../relation.ts';

/**
 * Rows of which some take an earlier one back: a state is that of the rows that count less that of the rows taken back.
 * Only sums and counts are such states; a least value (the centre of moments) stays what it is.
 */
const isSum = (fn: AggregateCall['fn']): boolean => fn === 'sum' || fn === 'count';

const [counted, takenBack] = ['plus', 'minus'];

/** The calls of one state column: over the rows that count, and over those taken back. */
export const signedCalls = (lift: AggregateCall, sign: Expr): readonly AggregateCall[] => {
  if (!isSum(lift.fn)) return [lift];
  const only = (fn: 'gt' | 'lt', which: string | undefined): AggregateCall => {
    const side = compare(fn, sign, bigintLiteral(0));
    return {
      ...lift,
      output: `${lift.output}.${which}`,
      filter: lift.filter === null ? side : and(lift.filter, side),
    };
  };
  return [only('gt', counted), only('lt', takenBack)];
};

/** The state column that `signedCalls` gathered. */
export const signedState = (output: string, { fn, type }: Pick<AggregateCall, 'fn' | 'type'>): Expr => {
  if (!isSum(fn)) return column(output, type);
  const side = (which: string | undefined): Expr =>
    call('coalesce', [column(`${output}.${which}`, type), zero(type)], type);
  return call('subtract', [side(counted), side(takenBack)], type);
};

const zero = (type: Type): Expr => cast(bigintLiteral(0), type);

/** How many inputs are left: 0 is no value, as for one that was never there. */
export const netCall = (output: string, value: Expr, filter: Expr | null): AggregateCall => ({
  output,
  fn: 'count',
  args: [value],
  filter,
  type: bigint,
});

export const isLeft = (output: string): Expr =>
  compare('ne', signedState(output, { fn: 'count', type: bigint }), bigintLiteral(0));
