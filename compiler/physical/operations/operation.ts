import type { AggregateFunction, Column, Expr, Type } from '../../relation.ts';

/** One input value of an aggregate: null is not an input. Floats arrive finite (see lower/source.ts). */
export type Value = {
  readonly value: Expr;
  /** Event time, epoch milliseconds. */
  readonly ts: Expr;
  /** A value of the same key and window, for operations that say they need one. */
  readonly centre: Expr | null;
};

export type Call = {
  readonly state: string;
  readonly fn: AggregateFunction;
  readonly args: readonly Expr[];
  readonly type: Type;
};

/** Where a value is finalised, for messages that name the key. */
export type Place = { readonly output: string; readonly key: Expr };

/**
 * How an operation is computed: one per file, written over its state so that every strategy serves every operation.
 * The states, and why they are these: operations.md.
 */
export type Operation = {
  /** 'row': the state is a row of columns; 'item': a side relation of (key, item, state). */
  readonly shape: 'row' | 'item';
  /** Raised by hand when a fix changes values, so that what an older release computed counts as stale. */
  readonly semantics: number;
  readonly accepts: (input: Type) => boolean;
  /** For a message: what `accepts` takes. */
  readonly needs: string;
  readonly output: (input: Type) => Type;
  /** true: `gather` needs `centre`, the least value of the same key and window, gathered before. */
  readonly centred: boolean;
  /** Columns of the state, in types that can be stored. */
  readonly state: (input: Type) => readonly Column[];
  /** The state of a key from its raw values: one aggregate call per state column. */
  readonly gather: (value: Value) => readonly Call[];
  /** The value, from state columns of these names. */
  readonly finalise: (state: (name: string) => Expr, input: Type, place: Place) => Expr;
};
