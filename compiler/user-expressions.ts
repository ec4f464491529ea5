/** The SQL that users write into definitions, by the places where it stands, so that an error of the engine finds it. */

import { checkable, type Quote } from './lower/sql.ts';
import type { PlanNode, SourceRel } from './plan.ts';
import type { Expr, Rel, Token } from './relation.ts';

export type UserExpression = {
  /** Where in the definition: `['derive', 'ratio']`. */
  readonly path: Path;
  /** As it was written, columns by their names. */
  readonly text: string;
  /** As the engine is given it. */
  readonly sql: string;
};

const asWritten: Quote = { name: (name) => name, string: (text) => `'${text}'` };

/** SQL in one line, columns by their names. */
export const plainText = (tokens: readonly Token[]): string =>
  checkable({ tokens, parts: [] }, asWritten).text.trim().replace(/\s+/g, ' ');

type Path = readonly (string | number)[];

/**
 * Each expression that is computed for a row, derivations first; `quote` is the engine's. Tables of others and whole
 * queries have none.
 */
export const userExpressions = (node: PlanNode, quote: Quote): readonly UserExpression[] => {
  const written = (all: Iterable<Found>): readonly UserExpression[] =>
    [...all].map(({ path, tokens }) => ({
      path,
      text: plainText(tokens),
      sql: checkable({ tokens, parts: [] }, quote).text.trim(),
    }));
  // The time may be a column of select.
  const ofSource = ({ rel }: SourceRel, path: Path): readonly UserExpression[] => {
    const found = written(inRel(rel, path));
    return found.filter((one, at) => found.findIndex(({ text }) => text === one.text) === at);
  };
  if (node.kind !== 'group-by' && node.kind !== 'join') return [];
  const derived = node.derivations.flatMap(({ output, expr }) => written(inExpr(expr, ['derive', output])));
  const sources =
    node.kind === 'join'
      ? ofSource(node.left, ['left'])
      : node.sources.flatMap((source, index) => ofSource(source, ['sources', index]));
  return [...derived, ...sources];
};

type Found = { readonly path: Path; readonly tokens: readonly Token[] };

function* inRel(rel: Rel, path: Path): Generator<Found> {
  if (rel.kind === 'project') {
    for (const { name, expr } of rel.outputs) {
      if (name !== '__ds') yield* inExpr(expr, [...path, ...(name === '__ts' ? ['timeColumn'] : ['select', name])]);
    }
    yield* inRel(rel.input, path);
  }
  if (rel.kind === 'filter') yield* inExpr(rel.condition, [...path, 'where']);
}

function* inExpr(expr: Expr, path: Path): Generator<Found> {
  switch (expr.kind) {
    case 'user-sql':
      yield { path, tokens: expr.tokens };
      return;
    case 'cast':
    case 'to-day':
      yield* inExpr(expr.input, path);
      return;
    case 'call':
      for (const one of expr.args) yield* inExpr(one, path);
      return;
    case 'case':
      // What is tested is the value itself.
      for (const { then } of expr.branches) yield* inExpr(then, path);
      return;
    case 'column':
    case 'literal':
  }
}
