import type { Describe, Described, DescribedResult, Varying } from './describe.ts';
import { checkable, type Quote, type UserSql } from './lower/sql.ts';
import { near } from './near.ts';
import type { Column } from './relation.ts';
import type { At, Report } from './report.ts';
import { plainText } from './user-expressions.ts';

type Tables = readonly { readonly name: string; readonly columns: readonly Column[] }[];

export type SqlCheck = {
  readonly describe: Describe;
  readonly report: Report;
  readonly path: readonly (string | number)[];
  readonly tables: Tables;
  readonly setups?: readonly string[];
  /** How the engine that describes quotes names and texts. */
  readonly quote: Quote;
  /** Whether a query is part of each that reads it. */
  readonly isView?: boolean;
};

/** The columns that a whole query gives; null when it was refused and the reason is reported. */
export const checkQuery = async (sql: UserSql, check: SqlCheck): Promise<readonly DescribedResult[] | null> => {
  const user = checkable(sql, check.quote);
  const described = await ask(user.text, check);
  const asked: Asked = { ...user, start: 0 };
  const answered = answer(described, check, asked);
  if (answered === null || (check.isView === true && refusesVarying(answered.varying, check, asked))) return null;
  return answered.columns;
};

/**
 * The type of one expression over one table's columns; null when it was refused and the reason is reported. It is
 * asked in parentheses, where it must be one expression, in a condition, where it must be about one row, and bare,
 * where every parenthesis it closes must be its own.
 */
export const checkExpression = async (sql: UserSql, check: SqlCheck): Promise<DescribedResult | null> => {
  const user = checkable(sql, check.quote);
  const from = `FROM ${check.tables.map((table) => check.quote.name(table.name)).join(', ')}`;
  if (user.text.trim() === '') {
    check.report('CHR1023', check.path, { count: 0, what: 'expression' });
    return null;
  }
  const inside = 'SELECT (';
  const asked: Asked = { ...user, start: inside.length };
  const answered = answer(await ask(`${inside}${user.text}\n) AS x ${from}`, check), check, asked);
  if (answered === null || refusesVarying(answered.varying, check, asked)) return null;
  const given = answered.columns;
  if (isPlain(user.text)) return given[0] ?? null;
  const row = await ask(`SELECT 1 ${from} WHERE (${user.text}\n) IS NULL`, check);
  if (row.kind !== 'columns') {
    const [found = null] =
      row.kind === 'error' ? (/aggregates|window functions|unnest|\*COLUMNS|STAR/i.exec(row.message) ?? []) : [];
    const what = found === 'STAR' ? '*' : found?.startsWith('*') ? found : (found?.toLowerCase() ?? null);
    check.report('CHR1042', check.path, { what, text: shortText(sql) });
    return null;
  }
  const before = 'SELECT ';
  const bare = answer(await ask(`${before}${user.text}\n${from}`, check), check, { ...user, start: before.length });
  if (bare === null || bare.columns.length === 1) return bare === null ? null : (given[0] ?? null);
  check.report('CHR1023', check.path, { count: bare.columns.length, what: 'expression' });
  return null;
};

/** True where a value is made of more than the rows that are read, and each such thing is reported. */
const refusesVarying = (varying: readonly Varying[], check: SqlCheck, asked: Asked): boolean => {
  const { isView = false } = check;
  for (const { name, kind, position } of varying) {
    const text = position === null ? null : asked.origin(Math.max(0, position - asked.start));
    check.report('CHR1044', text === null ? check.path : { path: check.path, text }, { name, kind, isView });
  }
  return varying.length > 0;
};

const shownCharacters = 60;

/** The expression as it was written, or its beginning. */
const shortText = ({ tokens }: UserSql): string => {
  const text = plainText(tokens);
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters)}...` : text;
};

/** Names, numbers, texts and operators: nothing that could look at other rows or be more than one expression. */
const isPlain = (text: string): boolean =>
  /^[\w\s"'.<>=!+/%:|-]*$/.test(text) && !/\b(?:select|from|values|table)\b/i.test(text);

const ask = (sql: string, { describe, setups = [], tables }: SqlCheck): Promise<Described> =>
  describe({ sql, setups, tables });

/** The user's text inside what was asked, and where it comes from. */
type Asked = ReturnType<typeof checkable> & { readonly start: number };

type Answer = Extract<Described, { readonly kind: 'columns' }>;

const answer = (described: Described, check: SqlCheck, asked: Asked): Answer | null => {
  switch (described.kind) {
    case 'columns':
      return described;
    case 'statements':
      check.report('CHR1023', check.path, { count: described.count, what: 'query' });
      return null;
    case 'not-a-select':
      check.report('CHR1024', check.path, { statement: described.statement });
      return null;
    case 'error':
      refused(described, check, asked);
      return null;
  }
};

const refused = (error: Extract<Described, { kind: 'error' }>, check: SqlCheck, asked: Asked): void => {
  const { name, candidates, message, setup } = error;
  if (setup !== null) {
    const place = ['setups', setup];
    if (error.error === 'syntax') check.report('CHR1020', place, { message });
    else check.report('CHR1025', place, { message, near: [], known: [] });
    return;
  }
  const offset = error.position === null ? null : error.position - asked.start;
  const text = offset === null ? null : asked.origin(Math.max(0, offset));
  const at: At = text === null ? check.path : { path: check.path, text };
  if (error.error === 'syntax') {
    const ended = offset !== null && offset >= asked.text.trimEnd().length;
    check.report('CHR1020', at, { message: ended ? 'it ends here, but something is missing' : message });
  } else if (error.error === 'column' && name !== null) {
    const known = check.tables.flatMap((table) => table.columns.map((column) => column.name));
    check.report('CHR1021', at, { column: name, near: near(name, [...known, ...candidates]), known });
  } else if (error.error === 'file') {
    check.report('CHR1043', at, {});
  } else if (error.error === 'table' && name !== null) {
    check.report('CHR1022', at, { table: name, near: near(name, candidates), known: [] });
  } else {
    const close = name === null ? [] : near(name, candidates);
    check.report('CHR1025', at, { message, near: close, known: [] });
  }
};
