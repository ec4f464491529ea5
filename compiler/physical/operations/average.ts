import { bigint, call, cast, double, finite } from '../../expr.ts';
import type { Operation } from './operation.ts';
import { addend, isNumeric, sumState } from './sum.ts';

/** AVERAGE: the exact sum (double for floats) divided by the count, in DOUBLE. */
export const average: Operation = {
  shape: 'row',
  semantics: 1,
  accepts: isNumeric,
  needs: 'long, double or decimal',
  output: () => double,
  centred: false,
  state: (input) => [
    { name: 's', type: sumState(input) },
    { name: 'n', type: bigint },
  ],
  gather: ({ value }) => [
    { state: 's', fn: 'sum', args: [addend(value)], type: sumState(value.type) },
    { state: 'n', fn: 'count', args: [value], type: bigint },
  ],
  finalise: (state) => finite(call('divide', [cast(state('s'), double), cast(state('n'), double)], double)),
};
