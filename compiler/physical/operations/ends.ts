import { bigint, call, caseWhen, isNotNull, positiveZero, textLiteral } from '../../expr.ts';
import type { Type } from '../../relation.ts';
import type { Operation } from './operation.ts';

const stamped = (input: Type): Type => ({
  kind: 'struct',
  fields: [
    { name: 'ts', type: bigint },
    { name: 'v', type: input },
  ],
});

/**
 * The value at the least or greatest time. Whole (ts, value) pairs are compared, so a tie in time is broken by value:
 * `arg_max(v, ts)` would give whichever row a thread saw first.
 */
const end = (fn: 'min' | 'max'): Operation => ({
  shape: 'row',
  semantics: 1,
  accepts: () => true,
  needs: 'any type',
  output: (input) => input,
  centred: false,
  state: (input) => [{ name: 'e', type: stamped(input) }],
  gather: ({ value, ts }) => [
    {
      state: 'e',
      fn,
      args: [caseWhen(isNotNull(value), call('struct', [ts, value], stamped(value.type)))],
      type: stamped(value.type),
    },
  ],
  finalise: (state, input) => positiveZero(call('field', [state('e'), textLiteral('v')], input)),
});

/** FIRST: the non-null value at the least ts. */
export const first: Operation = end('min');

/** LAST: the non-null value at the greatest ts. */
export const last: Operation = end('max');
