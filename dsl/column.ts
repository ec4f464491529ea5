import type { AnyRow, ColumnType, Row } from './column-type.ts';

/** Something with a value of type `T` in each row. */
export interface Expr<T = unknown> {
  readonly kind: 'column' | 'sql' | 'literal';
  readonly type: T;
}

/** A column by name; also an expression. */
export interface Column<N extends string = string, T = unknown> extends Expr<T> {
  readonly kind: 'column';
  readonly name: N;
}

/** A column as the compiler reads it; `type` is null where it is unknown because of another mistake. */
export interface AnyColumn extends Column<string, ColumnType | null> {
  /** There is no such column: the project was loaded without a type check, the compiler reports it. */
  readonly missing?: true;
}

/** What the callbacks of a definition receive: `c.purchase_price`. */
export type Columns<R> = Row extends R
  ? // biome-ignore lint/suspicious/noExplicitAny: the row is unknown because of another error, which must stay the only one
    any
  : { readonly [C in keyof R]: Column<C & string, R[C]> };

const everyColumn = Symbol.for('chron.columns');

/** True for what a callback receives, as against an object an author wrote. */
export const isColumns = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[everyColumn] === true;

// Await and JSON.stringify ask any object for these; a column of that name is found before.
const askedByTheLanguage: ReadonlySet<string> = new Set(['then', 'toJSON']);

const missing = (name: string): AnyColumn => Object.freeze({ kind: 'column', name, type: null, missing: true });

/** The columns of a row as values; a name that is not there gives a column marked `missing`. */
export function columnsOf<R>(row: R): Columns<R> {
  const entries = Object.entries((row ?? {}) as AnyRow);
  const columns = Object.freeze(
    Object.fromEntries(entries.map(([name, type]) => [name, Object.freeze({ kind: 'column', name, type })])),
  );
  return new Proxy(columns, {
    get(target, name) {
      if (Object.hasOwn(target, name)) return Reflect.get(target, name);
      if (name === everyColumn) return true;
      if (typeof name === 'symbol' || name in target) return Reflect.get(target, name);
      return askedByTheLanguage.has(name) ? undefined : missing(name);
    },
  }) as Columns<R>;
}

/** One column of a row, marked `missing` when it is not there. */
export const columnOf = (row: AnyRow, name: string): AnyColumn => {
  const type = Object.hasOwn(row, name) ? row[name] : undefined;
  return type === undefined ? missing(name) : Object.freeze({ kind: 'column', name, type });
};
