import { bigintLiteral, call, positiveZero } from '../../expr.ts';
import type { Expr, Type } from '../../relation.ts';
import type { Merge, Options, RowOperation } from './operation.ts';

/** Types with an order of values (semantics section 4). */
export const isOrdered = (type: Type): boolean => type.kind !== 'list' && type.kind !== 'map' && type.kind !== 'struct';

export const orderedNeeds = 'string, long, double, decimal, boolean, timestamp or date';

const extreme = (fn: 'min' | 'max'): RowOperation => ({
  shape: 'row',
  semantics: 1,
  accepts: isOrdered,
  needs: orderedNeeds,
  output: (input) => input,
  timed: false,
  centred: false,
  state: (input) => [{ name: 'v', type: input }],
  lift: ({ value }) => [{ state: 'v', fn, args: [value], type: value.type }],
  merge: ({ state, type }) => [{ state: 'v', fn, args: [state('v')], type }],
  finalise: (state) => positiveZero(state('v')),
});

/** MIN: the least value in the order of semantics section 4. */
export const min: RowOperation = extreme('min');

/** MAX: the greatest value in the order of semantics section 4. */
export const max: RowOperation = extreme('max');

/** The author's k as a literal. */
export const kOf = ({ k }: Options): Expr => {
  if (k === null) throw new Error('internal: an operation without its k');
  return bigintLiteral(k);
};

const listOf = (element: Type): Type => ({ kind: 'list', element });

/** Lists of the k greatest (least) as one list of the k greatest (least): in order already, but not of one another. */
export const mergedLists = (
  fn: 'min_k' | 'max_k',
  state: { readonly name: string; readonly list: Expr; readonly element: Type },
  options: Options,
): Merge => {
  const list = listOf(state.element);
  const sorted = fn === 'max_k' ? 'sorted_descending' : 'sorted';
  return {
    state: state.name,
    fn: 'collect',
    args: [state.list],
    type: listOf(list),
    finish: (gathered) =>
      call('list_head', [call(sorted, [call('flatten', [gathered], list)], list), kOf(options)], list),
  };
};

const extremes = (fn: 'min_k' | 'max_k'): RowOperation => ({
  shape: 'row',
  semantics: 1,
  accepts: isOrdered,
  needs: orderedNeeds,
  output: listOf,
  timed: false,
  centred: false,
  state: (input) => [{ name: 'l', type: listOf(input) }],
  lift: ({ value }, options) => [{ state: 'l', fn, args: [value, kOf(options)], type: listOf(value.type) }],
  merge: ({ state, type }, options) => [mergedLists(fn, { name: 'l', list: state('l'), element: type }, options)],
  finalise: (state) => positiveZero(state('l')),
});

/** TOP_K: the k greatest, descending, duplicates kept. */
export const topK: RowOperation = extremes('max_k');

/** BOTTOM_K: the k least, ascending, duplicates kept. */
export const bottomK: RowOperation = extremes('min_k');
