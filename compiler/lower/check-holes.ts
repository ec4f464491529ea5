import type { Context } from './context.ts';
import { canFill, holesOf } from './sql.ts';
import { written } from './written.ts';

/** True for SQL whose holes can all be filled; else what is wrong is reported. `place` names the option in messages. */
export const isSql = (
  sql: unknown,
  at: { readonly context: Context; readonly path: readonly (string | number)[]; readonly place: string },
): boolean => {
  const { report } = at.context;
  if (typeof sql !== 'object' || sql === null || (sql as { readonly kind?: unknown }).kind !== 'sql') {
    report('CHR1041', at.path, { place: at.place, takes: 'SQL, sql`...`', given: written(sql) });
    return false;
  }
  const bad = holesOf(sql).filter(({ value }) => !canFill(value));
  for (const { value, text } of bad) {
    const takes = typeof value === 'string' ? 'text only as literal(...)' : 'columns, tables, dates, numbers and SQL';
    report('CHR1041', { path: at.path, text }, { place: 'a hole of SQL', takes, given: written(value) });
  }
  return bad.length === 0;
};
