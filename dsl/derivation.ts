import type { Columns, Expr } from './column.ts';
import type { AnyRow, ColumnType } from './column-type.ts';
import type { AnyDerive } from './definition.ts';

/** The columns a derivation may use. TypeScript reads a definition from top to bottom, so `Before` must stand above it. */
export type Derivable<R, List extends readonly unknown[], Before extends string> = number extends List['length']
  ? `write derive below ${Before}`
  : Columns<R>;

/** What `select` and `derive` return: columns by name. */
export type Derive = { readonly [name: string]: Expr };

/** The type of each expression of a `select` or `derive`. */
export type TypesOf<E extends Derive> = { readonly [C in keyof E]: E[C]['type'] };

/** The columns and what `derive` adds. */
export type Extended<F, D extends Derive> = [keyof D] extends [never] ? F : F & TypesOf<D>;

type Untyped<D extends Derive> = { [C in keyof D]: D[C]['type'] extends ColumnType ? never : C }[keyof D];

/** The expressions, or which of them says no type. */
export type Typed<D extends Derive> = string extends keyof D
  ? Derive
  : [Untyped<D>] extends [never]
    ? D
    : `'${OneOf<Untyped<D>> & string}' has no type: write sql.double, sql.string, ...`;

/** The derivations, or the reason why one of them cannot have its name or has no type. */
export type Fresh<D extends Derive, Taken> = string extends keyof D
  ? Derive
  : [keyof D & Taken] extends [never]
    ? Typed<D>
    : `'${OneOf<keyof D & Taken> & string}' is a column already`;

/** One member of a union: a message about 80 columns names one. */
export type OneOf<U> = (U extends unknown ? (of: () => U) => void : never) extends (of: infer F) => void
  ? F extends () => infer One
    ? One
    : never
  : never;

/** The types of expressions by name; null for one that says none. */
export const typesOf = (expressions: AnyDerive): AnyRow =>
  Object.fromEntries(Object.entries(expressions).map(([name, expression]) => [name, expression?.type ?? null]));
