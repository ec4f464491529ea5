import type { Describe, Described, DescribedResult } from './describe.ts';
import { checkable, type Quote, type UserSql } from './lower/sql.ts';
import { near } from './near.ts';
import type { Column } from './relation.ts';
import type { Report } from './report.ts';

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
  const { text, origin } = checkable(sql, check.quote);
  const described = await check.describe({ sql: text, setups: check.setups ?? [], tables: check.tables });
  return answer(described, check, origin);
};

/** The type of one expression over one table's columns; null when it was refused and the reason is reported. */
export const checkExpression = async (sql: UserSql, check: SqlCheck): Promise<DescribedResult | null> => {
  const { text, origin } = checkable(sql, check.quote);
  const before = 'SELECT (';
  const from = check.tables.map((table) => check.quote.name(table.name)).join(', ');
  const described = await check.describe({
    sql: `${before}${text}\n) AS x FROM ${from}`,
    setups: check.setups ?? [],
    tables: check.tables,
  });
  const columns = answer(described, check, (offset) => origin(Math.max(0, offset - before.length)));
  return columns?.[0] ?? null;
};

type Origin = ReturnType<typeof checkable>['origin'];

const answer = (described: Described, check: SqlCheck, origin: Origin): readonly DescribedResult[] | null => {
  switch (described.kind) {
    case 'columns':
      return described.columns;
    case 'statements':
      check.report('CHR1023', check.path, { count: described.count });
      return null;
    case 'not-a-select':
      check.report('CHR1024', check.path, { statement: described.statement });
      return null;
    case 'error':
      refused(described, check, described.position === null ? null : origin(described.position));
      return null;
  }
};

const refused = (
  error: Extract<Described, { kind: 'error' }>,
  check: SqlCheck,
  text: { readonly part: number; readonly offset: number } | null,
): void => {
  const at = text ?? undefined;
  const { name } = error;
  if (error.error === 'syntax') {
    check.report('CHR1020', check.path, { message: error.message }, at);
  } else if (error.error === 'column' && name !== null) {
    const known = check.tables.flatMap((table) => table.columns.map((column) => column.name));
    check.report('CHR1021', check.path, { column: name, near: near(name, known) }, at);
  } else if (error.error === 'table' && name !== null) {
    check.report('CHR1022', check.path, { table: name }, at);
  } else {
    check.report('CHR1025', check.path, { message: error.message }, at);
  }
};
