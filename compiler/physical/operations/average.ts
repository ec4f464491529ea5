import { bigint, call, caseWhen, cast, double, exactInteger, finite, positiveZero } from '../../expr.ts';
import type { Expr, Type } from '../../relation.ts';
import { exactTotal } from './exact.ts';
import type { RowOperation, State } from './operation.ts';
import { isNumeric, liftSum, mergeSum, sumState } from './sum.ts';
import { isWide, wideTotal } from './wide-decimal.ts';

/** The sum of an average has no type of its own to be outside of. */
const totalOf = (state: State, type: Type): Expr => {
  if (!isWide(type)) return cast(state('s'), double);
  const { sum, outside, rough } = wideTotal(state, type);
  return caseWhen(outside, rough, cast(sum, double));
};

/** AVERAGE: the exact sum (double for floats, unless `exact`) divided by the count, in DOUBLE. */
export const average: RowOperation = {
  shape: 'row',
  semantics: 1,
  accepts: isNumeric,
  needs: 'long, double or decimal',
  output: () => double,
  timed: false,
  reverses: true,
  centred: false,
  state: (input, options) => [...sumState(input, options), { name: 'n', type: bigint }],
  lift: ({ value }, options) => [...liftSum(value, options), { state: 'n', fn: 'count', args: [value], type: bigint }],
  merge: (partials, options) => [
    ...mergeSum(partials, options),
    { state: 'n', fn: 'sum', args: [partials.state('n')], type: exactInteger },
  ],
  finalise: (state, { type, options }, place) => {
    const { exact } = options;
    const total = exact === null ? totalOf(state, type) : exactTotal(state, exact, place);
    // Where more was taken back than came, 0 is divided by a count below 0.
    const mean = positiveZero(call('divide', [total, cast(state('n'), double)], double));
    return exact === null ? finite(mean) : mean;
  },
};
