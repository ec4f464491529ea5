import { type AnyExpr, type AnySource, isDefinition } from '#dsl';
import { checkExpression } from '../check-sql.ts';
import { cast, column } from '../expr.ts';
import { near } from '../near.ts';
import type { Column, Expr, Type } from '../relation.ts';
import { sameType, showType, tagOf, typeOf } from '../types.ts';
import { written } from '../written.ts';
import { isSql } from './check-holes.ts';
import type { Context } from './context.ts';
import { type Filled, holesOf, userSql } from './sql.ts';
import { allColumns, type TableView } from './table.ts';

/** The rows that SQL is computed over, one by one. */
export type RowScope = { readonly context: Context; readonly view: TableView; readonly ref: string };

/** A source whose SQL is looked at. */
export type Scope = RowScope & { readonly source: AnySource; readonly path: readonly (string | number)[] };

const takes: Readonly<Record<string, string>> = {
  timeColumn: 'the name of a column, or SQL, sql.timestamp`...`',
  select: 'columns, c.price, and SQL, sql.double`...`',
  where: 'SQL, (c) => sql`${c.price} > 0`',
};

/** An expression over the table's columns, checked against its declared type. */
export const expression = async (
  expr: AnyExpr,
  path: readonly (string | number)[],
  scope: RowScope & { readonly place: string },
): Promise<Expr | null> => {
  const { report } = scope.context;
  const visible = allColumns(scope.view);
  if (expr?.kind === 'column') return mentioned(String(expr.name), path, { columns: visible, scope });
  const template = expr?.kind === 'literal' ? { kind: 'sql', text: ['', ''], holes: [expr] } : expr;
  if (
    !isSql(template, { context: scope.context, path, place: scope.place, takes: takes[scope.place] ?? 'SQL, sql`...`' })
  )
    return null;
  if (hasWrongHole(expr, path, scope)) return null;
  const sql = userSql(template, () => '?');
  const tables = [{ name: scope.ref, columns: visible }];
  const given = await checkExpression(sql, {
    describe: scope.context.describe,
    quote: scope.context.quote,
    report,
    path,
    tables,
  });
  if (given === null) return null;
  const declared = expr.type === null || expr.type === undefined ? given.type : typeOf(expr.type);
  if (declared === null && given.type !== null) {
    report('CHR1034', path, { type: written(expr.type) });
    return null;
  }
  if (declared === null || given.type === null) {
    report('CHR1032', path, { declared: null, given: given.text, tag: null });
    return null;
  }
  const raw: Expr = { kind: 'user-sql', tokens: sql.tokens, type: given.type };
  if (declared.kind === 'boolean' && given.type.kind === 'boolean') return raw;
  // Free where the types are the same; where the engine's own type is narrower (UUID, SMALLINT), this widens it.
  if (sameType(declared, given.type)) return cast(raw, declared);
  if (!convertible(given.type, declared)) {
    report('CHR1032', path, { declared: showType(declared), given: showType(given.type), tag: tagOf(given.type) });
    return null;
  }
  return cast(raw, declared);
};

/** `sql.double` over an integer or decimal is meant: the value is converted. Text is never parsed silently. */
const convertible = (from: Type, to: Type): boolean => {
  const numeric: ReadonlySet<Type['kind']> = new Set(['int', 'bigint', 'float', 'double', 'decimal']);
  if (to.kind === 'double') return numeric.has(from.kind);
  if (to.kind === 'bigint') return from.kind === 'int' || (from.kind === 'decimal' && from.scale === 0);
  if (to.kind === 'decimal') return from.kind === 'decimal' || from.kind === 'int' || from.kind === 'bigint';
  return to.kind === 'timestamp' && from.kind === 'date';
};

/** What is more than a row can give: a date of the run, another table. */
const notOfARow = (value: unknown): string | null => {
  if (isDefinition(value)) return 'a table';
  if (isKind(value, 'max-date')) return 'the newest day of a table';
  return isKind(value, 'date-slot') ? 'a date slot' : null;
};

const isKind = (value: unknown, kind: string): value is { readonly name?: unknown } =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;

/** Reports holes that a row of the table cannot fill; true when there is one. */
const hasWrongHole = (expr: AnyExpr, path: readonly (string | number)[], scope: RowScope): boolean => {
  const columns = allColumns(scope.view);
  let wrong = false;
  for (const { value, text } of holesOf(expr)) {
    const what = notOfARow(value);
    if (what !== null) scope.context.report('CHR1036', { path, text }, { what });
    const missing = isKind(value, 'column') && mentioned(String(value.name), path, { columns, scope, text }) === null;
    wrong ||= what !== null || missing;
  }
  return wrong;
};

export const condition = async (
  expr: AnyExpr,
  path: readonly (string | number)[],
  scope: Scope,
): Promise<Expr | null> => {
  const lowered = await expression(expr, path, { ...scope, place: 'where' });
  if (lowered === null || lowered.type.kind === 'boolean') return lowered;
  scope.context.report('CHR1033', path, { given: showType(lowered.type) });
  return null;
};

/** A column that is mentioned by name, or its absence reported at the mention. */
export const mentioned = (
  name: string,
  path: readonly (string | number)[],
  among: { readonly columns: readonly Column[]; readonly scope: RowScope; readonly text?: Filled['text'] },
): Expr | null => {
  const found = among.columns.find((one) => one.name === name);
  if (found !== undefined) return column(found.name, found.type);
  const known = among.columns.map((one) => one.name);
  const of = among.scope.ref;
  const at = among.text === undefined ? path : { path, text: among.text };
  among.scope.context.report('CHR1010', at, { column: name, of, near: near(name, known), known });
  return null;
};
