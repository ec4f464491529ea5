import { column } from '../expr.ts';
import type { Derivation } from '../plan.ts';
import type { Column, Expr, Rel } from '../relation.ts';
import { derive, project } from '../relations.ts';
import { findsColumns } from '../tokens.ts';

/** Rows, and how each column of a table is made of them. */
export type Derived = { readonly rows: Rel; readonly expr: (column: Column) => Expr };

const expressions = (derivations: readonly Derivation[]): Derived['expr'] => {
  const all = new Map(derivations.map((one) => [one.output, one.expr]));
  return ({ name, type }) => all.get(name) ?? column(name, type);
};

/**
 * Derivations over the columns `seen`, which are all that the table has but its day. One that finds columns by a pattern
 * must not find those that the rows have beside them.
 */
export const derived = (rows: Rel, derivations: readonly Derivation[], seen: readonly Column[]): Derived => {
  const expr = expressions(derivations);
  if (!derivations.some((one) => findsColumns(one.expr))) return { rows, expr };
  return {
    rows: project(
      rows,
      seen.map(({ name, type }) => ({ name, expr: column(name, type) })),
    ),
    expr,
  };
};

/** The same where the table keeps others of the rows' columns too. */
export const derivedBeside = (rows: Rel, derivations: readonly Derivation[], seen: readonly Column[]): Derived => {
  if (!derivations.some((one) => findsColumns(one.expr))) return { rows, expr: expressions(derivations) };
  const outputs = derivations.map(({ output, expr }) => ({ name: output, expr }));
  return {
    rows: derive(
      rows,
      seen.map((one) => one.name),
      outputs,
    ),
    expr: ({ name, type }) => column(name, type),
  };
};
