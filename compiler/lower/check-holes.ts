import { written } from '../written.ts';
import type { Context } from './context.ts';
import { canFill, holesOf } from './sql.ts';

const isTemplate = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, text, holes } = value as { readonly kind?: unknown; readonly text?: unknown; readonly holes?: unknown };
  return kind === 'sql' && Array.isArray(text) && text.every((one) => typeof one === 'string') && Array.isArray(holes);
};

const isMaxDate = (value: unknown): value is { readonly table: unknown } =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'max-date' && 'table' in value;

/** True for SQL whose holes can all be filled; else what is wrong is reported. `place` names the option in messages. */
export const isSql = (
  sql: unknown,
  at: {
    readonly context: Context;
    readonly path: readonly (string | number)[];
    readonly place: string;
    readonly takes?: string;
  },
): boolean => {
  const { report } = at.context;
  if (!isTemplate(sql)) {
    report('CHR1041', at.path, { place: at.place, takes: at.takes ?? 'SQL, sql`...`', given: written(sql) });
    return false;
  }
  const bad = holesOf(sql).filter(({ value }) => !canFill(value));
  for (const { value, text } of bad) {
    if (isMaxDate(value)) {
      const takes = 'a definition, imported from its file';
      report('CHR1041', { path: at.path, text }, { place: 'maxDate', takes, given: written(value.table) });
      continue;
    }
    const takes = typeof value === 'string' ? 'text only as literal(...)' : 'columns, tables, dates, numbers and SQL';
    report('CHR1041', { path: at.path, text }, { place: 'a hole of SQL', takes, given: written(value) });
  }
  return bad.length === 0;
};
