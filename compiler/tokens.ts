import type { Expr, Token } from './relation.ts';

/** The user's SQL in an expression, and the columns that it names, as tokens. */
export function* tokensOf(expr: Expr): Generator<Token> {
  switch (expr.kind) {
    case 'column':
      yield { kind: 'column', name: expr.name };
      return;
    case 'literal':
      return;
    case 'user-sql':
      yield* expr.tokens;
      return;
    case 'cast':
    case 'to-day':
      yield* tokensOf(expr.input);
      return;
    case 'call':
      for (const one of expr.args) yield* tokensOf(one);
      return;
    case 'case':
      for (const { when, then } of expr.branches) {
        yield* tokensOf(when);
        yield* tokensOf(then);
      }
      if (expr.otherwise !== null) yield* tokensOf(expr.otherwise);
  }
}

/** True where the user's SQL finds columns by a pattern, COLUMNS('.*_7d'), so that it depends on which there are. */
export const findsColumns = (expr: Expr): boolean =>
  [...tokensOf(expr)].some((token) => token.kind === 'text' && /\bcolumns\b/i.test(token.text));
