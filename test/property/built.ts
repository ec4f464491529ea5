import fc from 'fast-check';
import {
  approxHistogramK,
  approxPercentile,
  approxUniqueCount,
  average,
  bottomK,
  boundedUniqueCount,
  count,
  first,
  firstK,
  histogram,
  kurtosis,
  last,
  lastK,
  max,
  min,
  type Operation,
  skew,
  stddev,
  sum,
  topK,
  uniqueCount,
  uniqueTopK,
  variance,
  type Window,
} from '#dsl';

/** What an author writes of an aggregation. */
export type Written = {
  readonly operation: Operation;
  readonly column: string;
  readonly windows: readonly Window[];
  readonly windowEdge: 'sawtooth' | 'exact';
  readonly buckets?: readonly string[];
  readonly elementWise?: boolean;
  readonly k?: number | null;
  readonly percentiles?: readonly number[] | null;
  readonly exact?: number | null;
};

/** Digits for most sums of doubles: fewer than the inputs have, as many, and more. */
export const exactOf = (operation: Operation, column: string): fc.Arbitrary<number | null> => {
  const takesExact = (operation === 'sum' || operation === 'average') && /_(double|even)$/.test(column);
  return takesExact ? fc.constantFrom(null, null, 0, 1, 2, 7, 25) : fc.constant(null);
};

const builders: Readonly<Record<Operation, unknown>> = {
  approxHistogramK,
  approxPercentile,
  approxUniqueCount,
  average,
  bottomK,
  boundedUniqueCount,
  count,
  first,
  firstK,
  histogram,
  kurtosis,
  last,
  lastK,
  max,
  min,
  skew,
  stddev,
  sum,
  topK,
  uniqueCount,
  uniqueTopK,
  variance,
};

type Builder = (column: unknown, options: object) => never;

/** The aggregation as a definition has it, of a column of `c`. */
export const built = (
  { operation, column, k, percentiles, exact, buckets, ...rest }: Written,
  c: Record<string, never>,
): never =>
  (builders[operation] as Builder)(c[column], {
    ...rest,
    ...(buckets !== undefined && { buckets: buckets.map((name) => c[name]) }),
    ...(k != null && { k }),
    ...(percentiles != null && { percentiles }),
    ...(exact != null && { exact }),
  });
