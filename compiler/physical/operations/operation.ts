import type { AggregateCall, Column, Expr, Type } from '../../relation.ts';

/** One input value of an aggregate: null is not an input. Floats arrive finite (see lower/source.ts). */
export type Value = {
  readonly value: Expr;
  /** Event time, epoch milliseconds. */
  readonly ts: Expr;
  /** The least value of the same key and window, for operations that say they need it. */
  readonly centre: Expr | null;
};

/** What an author chose beside column and windows. */
export type Options = {
  readonly k: number | null;
  readonly percentiles: readonly number[] | null;
  /** SUM and AVERAGE of floats in decimals of so many digits behind the point. */
  readonly exact: number | null;
};

/** One aggregate call that fills a state column; the strategy adds the FILTER of its window. */
export type Call = Omit<AggregateCall, 'output' | 'filter'> & { readonly state: string };

/** States that a merge reads, of inputs of one type: one row of state columns for each part of the inputs. */
export type Partials = {
  readonly state: State;
  readonly type: Type;
  /** The least state column `c` of those merged, for operations that say they are centred. */
  readonly centre: Expr | null;
};

/** One aggregate call over partial states. `finish` makes the state of what it gave; none: that is the state. */
export type Merge = Call & { readonly finish?: (gathered: Expr) => Expr };

/** Where a value is finalised, for messages that name the key. */
export type Place = { readonly output: string; readonly key: Expr };

/** State columns by name. */
export type State = (name: string) => Expr;

type Rules = {
  /** Raised by hand when a fix changes values, so that what an older release computed counts as stale. */
  readonly semantics: number;
  readonly accepts: (input: Type) => boolean;
  /** For a message: what `accepts` takes. */
  readonly needs: string;
  readonly output: (input: Type, options: Options) => Type;
  /** Sees a list or a map as one value; all others see its elements. */
  readonly timed: boolean;
  /** A value can be taken back: states are sums, so what was taken back is subtracted. */
  readonly reverses?: true;
};

/** The state of a key is one row of columns, in types that can be stored. */
export type RowOperation = Rules & {
  readonly shape: 'row';
  /** true: `lift` needs the least value and `merge` the least `c` of its group, gathered before. */
  readonly centred: boolean;
  readonly state: (input: Type, options: Options) => readonly Column[];
  /** Lift and merge in one: the state of a group of raw values, one aggregate call per state column. */
  readonly lift: (value: Value, options: Options) => readonly Call[];
  /** The state of a group of states: any parts of the inputs, in any order, on any number of levels. */
  readonly merge: (partials: Partials, options: Options) => readonly Merge[];
  readonly finalise: (state: State, input: { readonly type: Type; readonly options: Options }, place: Place) => Expr;
};

/**
 * The state lies beside the key: a row for each (key, value) with how often it was seen. `finalise` gets those rows:
 * aggregate calls over `value` and `n` (null or 0: not seen), then an expression over what they gave.
 */
export type ItemOperation = Rules & {
  readonly shape: 'item';
  /** true: `n` is also given as a running sum in the order of values, and as a total. */
  readonly ranked: boolean;
  readonly collect: (item: Item, options: Options) => readonly Call[];
  readonly finalise: (state: State, input: { readonly type: Type; readonly options: Options }) => Expr;
};

export type Item = {
  readonly value: Expr;
  readonly n: Expr;
  /** Seen at all in this window. */
  readonly seen: Expr;
  readonly running: Expr | null;
  readonly total: Expr | null;
};

/**
 * How an operation is computed: one per file, written over its state so that every strategy serves every operation.
 * The states, and why they are these: docs/operations.md.
 */
export type Operation = RowOperation | ItemOperation;
