import type { Operation } from './operation.ts';
import type { Window } from './window.ts';

interface Spelled {
  approxPercentile: 'approx_percentile';
  uniqueCount: 'unique_count';
  approxHistogramK: 'approx_histogram_k';
  boundedUniqueCount: 'bounded_unique_count';
  approxUniqueCount: 'approx_unique_count';
}

/** The operation in a column name; five carry their k: `price_last10`. */
export type OperationName<Op extends Operation, K extends number> = Op extends 'uniqueTopK'
  ? `unique_top${K}`
  : Op extends 'firstK' | 'lastK' | 'topK' | 'bottomK'
    ? Op extends `${infer Base}K`
      ? `${Base}${K}`
      : never
    : Op extends keyof Spelled
      ? Spelled[Op]
      : Op;

export type Edge = 'sawtooth' | 'exact';

type Suffix<W extends Window> = [W] extends [never] ? '' : `_${W['window']}`;
type ByBucket<B extends string> = [B] extends [never] ? '' : `_by_${B}`;
type Exactly<X extends Edge> = X extends 'exact' ? '_exact' : '';

/** The outputs of one aggregation, without the definition's name: `{column}_{operation}{_window}{_by_bucket}{_exact}`. */
export type OutputName<
  C extends string,
  Op extends string,
  W extends Window,
  B extends string,
  X extends Edge,
> = `${C}_${Op}${Suffix<W>}${ByBucket<B>}${Exactly<X>}`;

const spelled: Spelled = {
  approxPercentile: 'approx_percentile',
  uniqueCount: 'unique_count',
  approxHistogramK: 'approx_histogram_k',
  boundedUniqueCount: 'bounded_unique_count',
  approxUniqueCount: 'approx_unique_count',
};

const operationName = (operation: Operation, k: number | null): string => {
  switch (operation) {
    case 'uniqueTopK':
      return `unique_top${k ?? ''}`;
    case 'firstK':
    case 'lastK':
    case 'topK':
    case 'bottomK':
      return `${operation.slice(0, -1)}${k ?? ''}`;
    default:
      return operation in spelled ? spelled[operation as keyof Spelled] : operation;
  }
};

/** The names an aggregation's outputs have, without the definition's name, window by window, bucket by bucket. */
export const outputNames = (aggregation: {
  readonly operation: Operation;
  readonly column: string;
  readonly k: number | null;
  readonly windows: readonly string[];
  readonly buckets: readonly string[];
  readonly windowEdge: Edge;
}): readonly string[] => {
  const start = `${aggregation.column}_${operationName(aggregation.operation, aggregation.k)}`;
  const windows = aggregation.windows.length === 0 ? [''] : aggregation.windows.map((window) => `_${window}`);
  const buckets = aggregation.buckets.length === 0 ? [''] : aggregation.buckets.map((bucket) => `_by_${bucket}`);
  const end = aggregation.windowEdge === 'exact' ? '_exact' : '';
  return windows.flatMap((window) => buckets.map((bucket) => `${start}${window}${bucket}${end}`));
};
