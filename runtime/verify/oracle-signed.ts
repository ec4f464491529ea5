import type { Operation } from '#dsl';
import { netVarianceOf } from './oracle-moments.ts';
import { type Evaluate, type Input, netCount, nothing, operations } from './oracle-operations.ts';

/** True where something was taken away: the inputs are a signed multiset. */
export const isSigned = (inputs: readonly Input[]): boolean => inputs.some(({ reversal }) => reversal === true);

/** Where as much was taken away as came, there is nothing. */
const ofNet =
  (evaluate: Evaluate): Evaluate =>
  (inputs, type, options) =>
    netCount(inputs) === 0n ? nothing : evaluate(inputs, type, options);

const count: Evaluate = (inputs) => ({ value: netCount(inputs), type: 'long', tolerance: 0 });

/** Power sums of what is left, of which rows taken back may make less than 0. */
const variance: Evaluate = (inputs, type) => {
  const multiset = inputs.map(({ value, reversal }) => ({ value, times: reversal === true ? -1n : 1n }));
  const { variance: value, scale } = netVarianceOf(multiset, type);
  return { value: Number.isFinite(value) ? Math.max(0, value) : null, type: 'double', tolerance: scale * 1e-9 };
};

/** The operations that honour reversals; entries of a histogram are counts of their own, so some may be negative. */
export const signedOperations: { readonly [name in Operation]?: Evaluate } = {
  count: ofNet(count),
  sum: ofNet(operations.sum),
  average: ofNet(operations.average),
  variance: ofNet(variance),
  histogram: operations.histogram,
};
