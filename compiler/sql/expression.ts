import type { Dialect } from '../dialect/dialect.ts';
import type { AggregateCall, Dates, Expr, Token, Type } from '../relation.ts';
import { comma, doubleLiteral, type Fragment, f, joined, name, stringLiteral, user, word } from './fragment.ts';

const literal = (value: string | number | boolean | null, type: Type, dialect: Dialect): Fragment => {
  const typed = (text: Fragment): Fragment => f`CAST(${text} AS ${word(dialect.type(type))})`;
  if (value === null) return typed(word('NULL'));
  switch (type.kind) {
    case 'boolean':
      return word(value === true ? 'TRUE' : 'FALSE');
    case 'string':
      return stringLiteral(String(value));
    case 'double':
      return doubleLiteral(Number(value));
    case 'date':
      return f`DATE ${stringLiteral(String(value))}`;
    // A bare constant is an INT32 to most engines and overflows in arithmetic with milliseconds.
    case 'bigint':
      return typed(word(String(value)));
    default:
      return typed(stringLiteral(String(value)));
  }
};

/** User SQL: the text verbatim, holes filled. `table` names what a table hole refers to. */
export const userTokens = (
  tokens: readonly Token[],
  fill: { readonly dates: Dates | null; readonly table: (ref: string) => Fragment },
): Fragment =>
  joined(
    tokens.map((token): Fragment => {
      switch (token.kind) {
        case 'text':
          return user(token.text);
        case 'column':
          return name(token.name);
        case 'table':
          return fill.table(token.ref);
        case 'date':
          if (fill.dates === null) throw new Error('internal: a date slot outside a staging query');
          return f`DATE ${stringLiteral(fill.dates[token.slot])}`;
        case 'max-date':
          return f`DATE ${stringLiteral(newestOf(token.ref, fill.dates))}`;
        case 'literal':
          return typeof token.value === 'string' ? stringLiteral(token.value) : word(String(token.value).toUpperCase());
      }
    }),
    word(''),
  );

const newestOf = (ref: string, dates: Dates | null): string => {
  const day = dates?.newest[ref];
  if (day === undefined) throw new Error(`internal: the newest partition of ${ref} is not known`);
  return day;
};

const noTable = (ref: string): Fragment => {
  throw new Error(`internal: table ${ref} inside an expression`);
};

/** Expression to fragment, in a dialect's spelling. */
export const expression = (expr: Expr, dialect: Dialect): Fragment => {
  const one = (inner: Expr): Fragment => expression(inner, dialect);
  switch (expr.kind) {
    case 'column':
      return name(expr.name);
    case 'literal':
      return literal(expr.value, expr.type, dialect);
    case 'call':
      return dialect.scalar[expr.fn](
        expr.args.map(one),
        expr.type,
        expr.args.map((argument) => argument.type),
      );
    case 'case':
      return f`CASE ${joined(
        expr.branches.map(({ when, then }) => f`WHEN ${one(when)} THEN ${one(then)}`),
        word(' '),
      )}${expr.otherwise === null ? f`` : f` ELSE ${one(expr.otherwise)}`} END`;
    case 'cast':
      return f`CAST(${one(expr.input)} AS ${word(dialect.type(expr.type))})`;
    case 'to-day':
      return dialect.toDay(one(expr.input), stringLiteral(`CHR2103 ${expr.of}: not a day (YYYY-MM-DD): `));
    case 'user-sql':
      // The line break ends a comment that the user's text may end with.
      return f`(${userTokens(expr.tokens, { dates: null, table: noTable })}${endsInComment(expr.tokens) ? word('\n') : f``})`;
  }
};

const endsInComment = (tokens: readonly Token[]): boolean =>
  tokens.some((token) => token.kind === 'text' && token.text.includes('--'));

/** One aggregate with its order and FILTER. */
export const aggregateCall = (call: AggregateCall, dialect: Dialect): Fragment => {
  const args = joined(
    call.args.map((argument) => expression(argument, dialect)),
    comma,
  );
  const order = (call.order ?? []).map(
    ({ expr, descending }) => f`${expression(expr, dialect)}${descending ? word(' DESC') : f``}`,
  );
  const ordered = order.length === 0 ? args : f`${args} ORDER BY ${joined(order, comma)}`;
  const body = call.fn === 'count_rows' ? f`count(*)` : f`${word(dialect.aggregate[call.fn])}(${ordered})`;
  return call.filter === null ? body : f`${body} FILTER (WHERE ${expression(call.filter, dialect)})`;
};
