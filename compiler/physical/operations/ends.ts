import { bigint, call, caseWhen, isNotNull, positiveZero, textLiteral } from '../../expr.ts';
import type { Expr, Type } from '../../relation.ts';
import { kOf, mergedLists } from './extremes.ts';
import type { RowOperation, Value } from './operation.ts';

const stamped = (input: Type): Type => ({
  kind: 'struct',
  fields: [
    { name: 'ts', type: bigint },
    { name: 'v', type: input },
  ],
});

const stamp = ({ value, ts }: Value): Expr =>
  caseWhen(isNotNull(value), call('struct', [ts, value], stamped(value.type)));

/**
 * The value at the least or greatest time. Whole (ts, value) pairs are compared, so a tie in time is broken by value:
 * `arg_max(v, ts)` would give whichever row a thread saw first.
 */
const end = (fn: 'min' | 'max'): RowOperation => ({
  shape: 'row',
  semantics: 1,
  accepts: () => true,
  needs: 'any type',
  output: (input) => input,
  timed: true,
  centred: false,
  state: (input) => [{ name: 'e', type: stamped(input) }],
  lift: (value) => [{ state: 'e', fn, args: [stamp(value)], type: stamped(value.value.type) }],
  merge: ({ state, type }) => [{ state: 'e', fn, args: [state('e')], type: stamped(type) }],
  finalise: (state, { type }) => positiveZero(call('field', [state('e'), textLiteral('v')], type)),
});

/** FIRST: the non-null value at the least ts. */
export const first: RowOperation = end('min');

/** LAST: the non-null value at the greatest ts. */
export const last: RowOperation = end('max');

const listOf = (element: Type): Type => ({ kind: 'list', element });

const ends = (fn: 'min_k' | 'max_k'): RowOperation => ({
  shape: 'row',
  semantics: 1,
  accepts: () => true,
  needs: 'any type',
  output: listOf,
  timed: true,
  centred: false,
  state: (input) => [{ name: 'e', type: listOf(stamped(input)) }],
  lift: (value, options) => [
    { state: 'e', fn, args: [stamp(value), kOf(options)], type: listOf(stamped(value.value.type)) },
  ],
  merge: ({ state, type }, options) => [
    mergedLists(fn, { name: 'e', list: state('e'), element: stamped(type) }, options),
  ],
  finalise: (state, { type }) => positiveZero(call('list_field', [state('e'), textLiteral('v')], listOf(type))),
});

/** FIRST_K: the k oldest values, oldest first. */
export const firstK: RowOperation = ends('min_k');

/** LAST_K: the k newest values, newest first. */
export const lastK: RowOperation = ends('max_k');
