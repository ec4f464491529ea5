import type { Describe, Described, DescribedResult } from './describe.ts';
import { checkable, type Quote, type UserSql } from './lower/sql.ts';
import { near } from './near.ts';
import type { Column } from './relation.ts';
import type { At, Report } from './report.ts';

type Tables = readonly { readonly name: string; readonly columns: readonly Column[] }[];

export type SqlCheck = {
  readonly describe: Describe;
  readonly report: Report;
  readonly path: readonly (string | number)[];
  readonly tables: Tables;
  readonly setups?: readonly string[];
  /** How the engine that describes quotes names and texts. */
  readonly quote: Quote;
};

/** The columns that a whole query gives; null when it was refused and the reason is reported. */
export const checkQuery = async (sql: UserSql, check: SqlCheck): Promise<readonly DescribedResult[] | null> => {
  const user = checkable(sql, check.quote);
  const described = await ask(user.text, check);
  return answer(described, check, { ...user, start: 0 });
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
  const given = answer(await ask(`${inside}${user.text}\n) AS x ${from}`, check), check, {
    ...user,
    start: inside.length,
  });
  if (given === null || isPlain(user.text)) return given?.[0] ?? null;
  const row = await ask(`SELECT 1 ${from} WHERE (${user.text}\n) IS NULL`, check);
  if (row.kind !== 'columns') {
    const what =
      row.kind === 'error' ? /(aggregates|window functions|unnest|\*COLUMNS)/i.exec(row.message)?.[1] : undefined;
    check.report('CHR1042', check.path, { what: what?.startsWith('*') ? what : (what?.toLowerCase() ?? 'this') });
    return null;
  }
  const before = 'SELECT ';
  const bare = answer(await ask(`${before}${user.text}\n${from}`, check), check, { ...user, start: before.length });
  if (bare === null || bare.length === 1) return bare === null ? null : (given[0] ?? null);
  check.report('CHR1023', check.path, { count: bare.length, what: 'expression' });
  return null;
};

/** Names, numbers, texts and operators: nothing that could look at other rows or be more than one expression. */
const isPlain = (text: string): boolean =>
  /^[\w\s"'.<>=!+/%:|-]*$/.test(text) && !/\b(?:select|from|values|table)\b/i.test(text);

const ask = (sql: string, { describe, setups = [], tables }: SqlCheck): Promise<Described> =>
  describe({ sql, setups, tables });

/** The user's text inside what was asked, and where it comes from. */
type Asked = ReturnType<typeof checkable> & { readonly start: number };

const answer = (described: Described, check: SqlCheck, asked: Asked): readonly DescribedResult[] | null => {
  switch (described.kind) {
    case 'columns':
      return described.columns;
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
