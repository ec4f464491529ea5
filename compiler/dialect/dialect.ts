import type { AggregateFunction, ScalarFunction, Type } from '../relation.ts';
import type { Fragment } from '../sql/fragment.ts';

/** How one function is written, given its arguments, the type of its result and the types of its arguments. */
export type Spell = (args: readonly Fragment[], type: Type, argumentTypes: readonly Type[]) => Fragment;

/** Everything in which two engines differ, on one screen: names, quoting, spelling of functions and types. */
export type Dialect = {
  readonly name: string;
  readonly quoteName: (name: string) => string;
  readonly quoteString: (text: string) => string;
  readonly double: (value: number) => string;
  readonly type: (type: Type) => string;
  readonly scalar: Readonly<Record<ScalarFunction, Spell>>;
  /** A text that must be a day; anything else stops the run with `message` and the value. */
  readonly toDay: (input: Fragment, message: Fragment) => Fragment;
  readonly aggregate: Readonly<Record<Exclude<AggregateFunction, 'count_rows'>, string>>;
  /** A number in [0, slices) that depends on the keys alone, nulls included. */
  readonly slice: (keys: readonly Fragment[], slices: Fragment) => Fragment;
  readonly series: (from: Fragment, to: Fragment, column: Fragment) => Fragment;
};
