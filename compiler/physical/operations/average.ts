import { bigint, call, cast, double, exactInteger, finite } from '../../expr.ts';
import { exactTotal } from './exact.ts';
import type { RowOperation } from './operation.ts';
import { isNumeric, liftSum, mergeSum, sumState } from './sum.ts';

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
  finalise: (state, { options }, place) => {
    const { exact } = options;
    const total = exact === null ? cast(state('s'), double) : exactTotal(state, exact, place);
    const mean = call('divide', [total, cast(state('n'), double)], double);
    return exact === null ? finite(mean) : mean;
  },
};
