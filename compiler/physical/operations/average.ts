import { bigint, call, cast, double, exactInteger, finite } from '../../expr.ts';
import type { RowOperation } from './operation.ts';
import { addend, isNumeric, sumState } from './sum.ts';

/** AVERAGE: the exact sum (double for floats) divided by the count, in DOUBLE. */
export const average: RowOperation = {
  shape: 'row',
  semantics: 1,
  accepts: isNumeric,
  needs: 'long, double or decimal',
  output: () => double,
  timed: false,
  centred: false,
  state: (input, options) => [
    { name: 's', type: sumState(input, options) },
    { name: 'n', type: bigint },
  ],
  lift: ({ value }, options) => [
    { state: 's', fn: 'sum', args: [addend(value, options)], type: sumState(value.type, options) },
    { state: 'n', fn: 'count', args: [value], type: bigint },
  ],
  merge: ({ state, type }, options) => [
    { state: 's', fn: 'sum', args: [state('s')], type: sumState(type, options) },
    { state: 'n', fn: 'sum', args: [state('n')], type: exactInteger },
  ],
  finalise: (state) => finite(call('divide', [cast(state('s'), double), cast(state('n'), double)], double)),
};
