import type { OperationName } from '../../plan.ts';
import { average } from './average.ts';
import { count } from './count.ts';
import { approxUniqueCount, boundedUniqueCount, uniqueCount, uniqueTopK } from './distinct.ts';
import { first, firstK, last, lastK } from './ends.ts';
import { bottomK, max, min, topK } from './extremes.ts';
import { approxHistogramK, histogram } from './histogram.ts';
import { kurtosis, skew, stddev, variance } from './moments.ts';
import type { Operation } from './operation.ts';
import { approxPercentile } from './percentile.ts';
import { sum } from './sum.ts';

/** Every operation, by the name that stands in a plan. */
export const operations: Readonly<Record<OperationName, Operation>> = {
  approx_histogram_k: approxHistogramK,
  approx_percentile: approxPercentile,
  approx_unique_count: approxUniqueCount,
  average,
  bottom_k: bottomK,
  bounded_unique_count: boundedUniqueCount,
  count,
  first,
  first_k: firstK,
  histogram,
  kurtosis,
  last,
  last_k: lastK,
  max,
  min,
  skew,
  stddev,
  sum,
  top_k: topK,
  unique_count: uniqueCount,
  unique_top_k: uniqueTopK,
  variance,
};

export type { Lifted, Merged, Stateful } from './states.ts';
export { finaliseState, liftStates, mergeStates } from './states.ts';
