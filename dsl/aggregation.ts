import type { AnyColumn, Column } from './column.ts';
import type { ColumnType, List, MapOf, Show } from './column-type.ts';
import type { Aggregation, AnyAggregation } from './definition.ts';
import { type Edge, type OperationName, type OutputName, outputNames } from './naming.ts';
import { type Input, type Needs, type Operation, type Output, outputType, type Takes } from './operation.ts';
import { listOf, record } from './record.ts';
import type { Window } from './window.ts';

interface Options<W extends Window, B extends string, E extends boolean, X extends Edge> {
  /** Look-back windows, one output each; without any, everything there ever was. */
  readonly windows?: readonly W[];
  /** One map by the values of each of these columns, instead of one value. */
  readonly buckets?: readonly Column<B, 'string'>[];
  /** Position by position of lists of one length. */
  readonly elementWise?: E;
  /** A window starts at a hop of 5 minutes, an hour or a day, or with 'exact' to the millisecond. */
  readonly windowEdge?: X;
}

/** The column, or the reason why this operation cannot take it. */
type Checked<Op extends Operation, C extends Column, B, E> = string extends C['name']
  ? `${Op}() takes a column: aggregations: (c) => [${Op}(c.price)]`
  : E extends true
    ? C['type'] extends List<unknown>
      ? Fits<Op, C>
      : `elementWise needs a list, but '${C['name']}' is ${Show<C['type']>}`
    : [B] extends [never]
      ? Fits<Op, C>
      : C['type'] extends MapOf<unknown>
        ? `a map cannot be bucketed: '${C['name']}' is ${Show<C['type']>}`
        : Fits<Op, C>;

type Fits<Op extends Operation, C extends Column> =
  Input<Op, C['type']> extends Takes<Op> ? C : `${Op}() needs ${Needs<Op>}, but '${C['name']}' is ${Show<C['type']>}`;

type Plain<Op extends Operation, More = unknown> = <
  C extends Column,
  W extends Window = never,
  B extends string = never,
  const E extends boolean = false,
  const X extends Edge = 'sawtooth',
>(
  column: Checked<Op, C, B, E>,
  options?: Options<W, B, E, X> & More,
) => Aggregation<OutputName<C['name'], OperationName<Op, 0>, W, B, X>, Output<Op, C['type'], B, E>>;

type Counted<Op extends Operation> = <
  C extends Column,
  const K extends number,
  W extends Window = never,
  B extends string = never,
  const E extends boolean = false,
  const X extends Edge = 'sawtooth',
>(
  column: Checked<Op, C, B, E>,
  options: Options<W, B, E, X> & { readonly k: K },
) => Aggregation<OutputName<C['name'], OperationName<Op, K>, W, B, X>, Output<Op, C['type'], B, E>>;

type Scale =
  | (0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 18 | 19)
  | (20 | 21 | 22 | 23 | 24 | 25 | 26 | 27 | 28 | 29 | 30 | 31 | 32 | 33 | 34 | 35 | 36 | 37 | 38);

/** The digits, or the reason why there are none. */
type Digits<Op extends Operation, C extends Column, S extends number> =
  Input<Op, C['type']> extends 'double'
    ? number extends S
      ? 'exact is a number written here: exact: 2'
      : S extends Scale
        ? S
        : 'exact is a whole number from 0 to 38'
    : `exact is for doubles: '${C['name']}' is ${Show<C['type']>}, summed exactly as it is`;

type Summed<Op extends 'sum' | 'average'> = <
  C extends Column,
  W extends Window = never,
  B extends string = never,
  const E extends boolean = false,
  const X extends Edge = 'sawtooth',
  const S extends number = never,
>(
  column: Checked<Op, C, B, E>,
  options?: Options<W, B, E, X> & {
    /** Doubles are rounded to so many digits behind the point and summed as decimals: the same bits in every run. */
    readonly exact?: Digits<Op, C, S>;
  },
) => Aggregation<OutputName<C['name'], OperationName<Op, 0>, W, B, X>, Output<Op, C['type'], B, E>>;

type Written = Partial<Pick<AnyAggregation, 'elementWise' | 'windowEdge' | 'k' | 'percentiles' | 'exact'>>;

type Defaults = {
  readonly k?: number | null;
  readonly percentiles?: readonly number[];
  readonly exact?: null;
};

const common = ['windows', 'buckets', 'elementWise', 'windowEdge'];

const nameOf = (column: unknown): string =>
  typeof column === 'object' && column !== null ? String((column as AnyColumn).name) : String(column);

const builder =
  (operation: Operation, defaults: Defaults = {}) =>
  (column: unknown, options?: object): never => {
    const { unknownOptions } = record(options, [...common, ...Object.keys(defaults)]);
    const { elementWise = false, windowEdge = 'sawtooth', ...given } = (options ?? {}) as Written;
    const windows = listOf((options as Partial<AnyAggregation> | undefined)?.windows) as readonly Window[];
    const buckets = listOf((options as Partial<AnyAggregation> | undefined)?.buckets) as readonly AnyColumn[];
    const k = ('k' in defaults ? given.k : null) ?? defaults.k ?? null;
    const type = (column as AnyColumn | undefined)?.type ?? null;
    const percentiles = ('percentiles' in defaults ? given.percentiles : null) ?? defaults.percentiles ?? null;
    const aggregation: AnyAggregation = {
      kind: 'aggregation',
      operation,
      column: column as AnyColumn,
      windows,
      buckets,
      elementWise,
      windowEdge,
      k,
      percentiles: percentiles && (listOf(percentiles) as readonly number[]),
      exact: ('exact' in defaults ? given.exact : null) ?? null,
      names: Object.freeze(
        outputNames({
          operation,
          column: nameOf(column),
          k,
          windows: windows.map((window) => String(window?.window ?? window)),
          buckets: buckets.map(nameOf),
          windowEdge,
        }),
      ),
      type: type && outputType({ operation, type: type as ColumnType, elementWise, bucketed: buckets.length > 0 }),
      ...(unknownOptions !== undefined && { unknownOptions: unknownOptions as readonly string[] }),
    };
    return Object.freeze(aggregation) as never;
  };

/** The sum: of longs and booleans (0 or 1) a long, of decimals a decimal, both exact. */
export const sum: Summed<'sum'> = builder('sum', { exact: null });
/** The mean, a double. */
export const average: Summed<'average'> = builder('average', { exact: null });
/** The population variance, a double; of entities that change, by power sums of the rows that are left, and never below 0. */
export const variance: Plain<'variance'> = builder('variance');
/** The population standard deviation, a double. */
export const stddev: Plain<'stddev'> = builder('stddev');
/** The population skewness, a double. */
export const skew: Plain<'skew'> = builder('skew');
/** The population excess kurtosis, a double. */
export const kurtosis: Plain<'kurtosis'> = builder('kurtosis');
/** The least value. */
export const min: Plain<'min'> = builder('min');
/** The greatest value. */
export const max: Plain<'max'> = builder('max');
/** How many values that are not null, a long; null, never 0, when there was none. */
export const count: Plain<'count'> = builder('count');
/** How many different values, a long. */
export const uniqueCount: Plain<'uniqueCount'> = builder('uniqueCount');
/** How many different values, about. */
export const approxUniqueCount: Plain<'approxUniqueCount'> = builder('approxUniqueCount');
/** The oldest value. */
export const first: Plain<'first'> = builder('first');
/** The newest value. */
export const last: Plain<'last'> = builder('last');
/** The `k` oldest values, oldest first. */
export const firstK: Counted<'firstK'> = builder('firstK', { k: null });
/** The `k` newest values, newest first. */
export const lastK: Counted<'lastK'> = builder('lastK', { k: null });
/** The `k` greatest values, descending. */
export const topK: Counted<'topK'> = builder('topK', { k: null });
/** The `k` least values, ascending. */
export const bottomK: Counted<'bottomK'> = builder('bottomK', { k: null });
/** The `k` greatest different values, descending. */
export const uniqueTopK: Counted<'uniqueTopK'> = builder('uniqueTopK', { k: null });
/** How often each text occurred; `k` keeps the most frequent, 0 is all. */
export const histogram: Plain<'histogram', { readonly k?: number }> = builder('histogram', { k: 0 });
/** How often each of the `k` (8) most frequent values occurred, about. */
export const approxHistogramK: Plain<'approxHistogramK', { readonly k?: number }> = builder('approxHistogramK', {
  k: 8,
});
/** How many different values, at most `k` (8). */
export const boundedUniqueCount: Plain<'boundedUniqueCount', { readonly k?: number }> = builder('boundedUniqueCount', {
  k: 8,
});
/** The values below which these shares (0.5) of all values lie, about; a list of doubles. */
export const approxPercentile: Plain<'approxPercentile', { readonly percentiles?: readonly number[] }> = builder(
  'approxPercentile',
  { percentiles: Object.freeze([0.5]) },
);
