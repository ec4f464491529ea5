import type { Decimal, DenseList, List, MapOf, Struct } from './column-type.ts';

/** How a long is read. */
export type Longs = 'number' | 'bigint';

interface ScalarValues<L extends Longs> {
  string: string;
  long: L extends 'bigint' ? bigint : number;
  double: number;
  boolean: boolean;
  timestamp: Date;
  date: string;
}

/** The JavaScript value of a column that is not null; decimals and dates stay text, which is exact. */
export type Value<T, L extends Longs = 'number'> = T extends keyof ScalarValues<L>
  ? ScalarValues<L>[T]
  : T extends Decimal
    ? string
    : T extends DenseList<infer E>
      ? readonly Value<E, L>[]
      : T extends List<infer E>
        ? readonly (Value<E, L> | null)[]
        : T extends MapOf<infer V>
          ? { readonly [key: string]: Value<V, L> | null }
          : T extends Struct<infer F>
            ? Values<F, L>
            : never;

/** A row of values: only `ds` is never null, an aggregate that saw nothing is. */
export type Values<R, L extends Longs = 'number'> = {
  readonly [C in keyof R]: Value<R[C], L> | (C extends 'ds' ? never : null);
};

/** A row of the offline table, as `read` gives it and a test expects it. */
export type OfflineRow<D extends { readonly columns: unknown }, L extends Longs = 'number'> = Values<
  D['columns'],
  L
> & {};

/** A row of a join's labelled table. */
export type LabelledRow<
  D extends { readonly columns: unknown; readonly labelColumns: unknown },
  L extends Longs = 'number',
> = Values<D['columns'] & D['labelColumns'], L>;

/** What a fetch answers: every feature, null where nothing is known. */
export type FetchedRow<D extends { readonly features: unknown }, L extends Longs = 'number'> = Values<
  D['features'],
  L
> & {};
