import type { AnyDerive } from '#dsl';
import { type Features, refused } from './oracle-outputs.ts';
import type { Plain } from './value.ts';

/** What the SQL of a `derive` says, in JavaScript: the derived columns, of the columns there are before. */
export type DeriveTwin = (row: Readonly<Record<string, Plain>>) => Readonly<Record<string, Plain>>;

/** A derive, and the twin of its SQL where there is one; `name` is the definition's. */
export type Derived = { readonly name: string; readonly derive: AnyDerive; readonly twin: DeriveTwin | undefined };

/** The features and what is derived of them and of `beside`; a double may be 1e-9 of its size off. Plain columns need no twin. */
export const withDerived = (
  { features, tolerances }: Features,
  beside: Readonly<Record<string, Plain>>,
  { name, derive, twin }: Derived,
): Features => {
  const row = { ...beside, ...features };
  const given = twin?.(row);
  const derived = Object.fromEntries(
    Object.entries(derive).map(([column, expr]): readonly [string, Plain] => {
      if (given !== undefined) return [column, given[column] ?? null];
      if (expr.kind === 'column') return [column, row[expr.name] ?? null];
      if (expr.kind === 'literal') return [column, expr.value];
      throw refused(name, `derive.${column}, which is SQL without a twin`);
    }),
  );
  const off = Object.entries(derived).map(([column, value]) => [
    column,
    typeof value === 'number' ? Math.abs(value) * 1e-9 : 0,
  ]);
  return { features: { ...features, ...derived }, tolerances: { ...tolerances, ...Object.fromEntries(off) } };
};
