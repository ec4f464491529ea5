import * as dsl from '#dsl';

/** A value as an author would write it; a list of `[time, value]` pairs would be longer: values come a second apart. */
export type Written = null | boolean | number | string;

export type Example = {
  /** The name that stands in a plan. */
  readonly op: string;
  /** The type of the input column, and values in the order of their time. */
  readonly type: dsl.ColumnType;
  readonly values: readonly Written[];
  readonly options?: { readonly k?: number; readonly percentiles?: readonly number[]; readonly exact?: number };
  readonly ties: Ties;
};

/** What equal values, equal counts or equal times mean; `values` show it, all at one time. */
export type Ties =
  | { readonly rule: string; readonly values: readonly Written[]; readonly k?: number }
  | { readonly rule: string; readonly values: null };

const noOrder: Ties = { rule: 'none: the order of inputs does not matter', values: null };
const byValue = { rule: 'of two values at one time the greater is the later one' };
const prices = [4, null, 2, 6];

/** One example for each operation, in the order of semantics: the page says what they give by computing it. */
export const examples: readonly Example[] = [
  { op: 'count', type: dsl.long, values: prices, ties: noOrder },
  { op: 'sum', type: dsl.long, values: prices, ties: noOrder },
  { op: 'average', type: dsl.long, values: prices, ties: noOrder },
  { op: 'variance', type: dsl.double, values: [1, 2, 3, 4], ties: noOrder },
  { op: 'stddev', type: dsl.double, values: [1, 3], ties: noOrder },
  { op: 'skew', type: dsl.double, values: [1, 1, 4], ties: noOrder },
  { op: 'kurtosis', type: dsl.double, values: [1, 1, 1, 5], ties: noOrder },
  { op: 'min', type: dsl.string, values: ['b', null, 'a'], ties: noOrder },
  { op: 'max', type: dsl.string, values: ['b', null, 'a'], ties: noOrder },
  { op: 'first', type: dsl.string, values: [null, 'b', 'a'], ties: { ...byValue, values: ['b', 'a'] } },
  { op: 'last', type: dsl.string, values: ['b', 'a', null], ties: { ...byValue, values: ['b', 'a'] } },
  {
    op: 'first_k',
    type: dsl.string,
    values: ['b', null, 'c', 'a'],
    options: { k: 2 },
    ties: { ...byValue, values: ['b', 'a'] },
  },
  {
    op: 'last_k',
    type: dsl.string,
    values: ['b', null, 'c', 'a'],
    options: { k: 2 },
    ties: { ...byValue, values: ['a', 'b'] },
  },
  {
    op: 'top_k',
    type: dsl.long,
    values: [1, 3, 3, 2],
    options: { k: 3 },
    ties: { rule: 'equal values are all kept', values: [2, 2, 1] },
  },
  {
    op: 'bottom_k',
    type: dsl.long,
    values: [1, 3, 3, 2],
    options: { k: 3 },
    ties: { rule: 'equal values are all kept', values: [2, 1, 1] },
  },
  {
    op: 'unique_top_k',
    type: dsl.long,
    values: [1, 3, 3, 2],
    options: { k: 2 },
    ties: { rule: 'equal values are kept once', values: [2, 2, 1] },
  },
  { op: 'unique_count', type: dsl.string, values: ['a', 'b', null, 'a'], ties: noOrder },
  {
    op: 'bounded_unique_count',
    type: dsl.string,
    values: ['a', 'b', null, 'c'],
    options: { k: 2 },
    ties: noOrder,
  },
  { op: 'approx_unique_count', type: dsl.string, values: ['a', 'b', null, 'a'], ties: noOrder },
  {
    op: 'histogram',
    type: dsl.string,
    values: ['b', 'a', null, 'b'],
    ties: { rule: 'of equal counts the lesser text is kept', values: ['b', 'a'], k: 1 },
  },
  {
    op: 'approx_histogram_k',
    type: dsl.long,
    values: [7, 8, 9, 8, 7],
    options: { k: 2 },
    ties: { rule: 'of equal counts the lesser text is kept', values: [10, 9], k: 1 },
  },
  {
    op: 'approx_percentile',
    type: dsl.long,
    values: [10, 40, 20, 30],
    options: { percentiles: [0.5, 1] },
    ties: noOrder,
  },
];

/** The function of definitions for an operation of a plan: `lastK` for `last_k`. */
export const callName = (op: string): string => op.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

type Build = (column: unknown, options?: object) => dsl.AnyAggregation;

export const build = (op: string): Build => {
  const found = (dsl as unknown as Readonly<Record<string, Build>>)[callName(op)];
  if (found === undefined) throw new Error(`definitions have no ${callName(op)}()`);
  return found;
};
