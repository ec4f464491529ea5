import { positiveZero } from '../../expr.ts';
import type { Type } from '../../relation.ts';
import type { Operation } from './operation.ts';

/** Types with an order of values (semantics section 4). */
export const isOrdered = (type: Type): boolean => type.kind !== 'list' && type.kind !== 'map' && type.kind !== 'struct';

const extreme = (fn: 'min' | 'max'): Operation => ({
  shape: 'row',
  semantics: 1,
  accepts: isOrdered,
  needs: 'string, long, double, decimal, boolean, timestamp or date',
  output: (input) => input,
  centred: false,
  state: (input) => [{ name: 'v', type: input }],
  gather: ({ value }) => [{ state: 'v', fn, args: [value], type: value.type }],
  finalise: (state) => positiveZero(state('v')),
});

/** MIN: the least value in the order of semantics section 4. */
export const min: Operation = extreme('min');

/** MAX: the greatest value in the order of semantics section 4. */
export const max: Operation = extreme('max');
