import { type Described, duckdb, near } from '#compiler';
import type { Column } from '#compiler/plan';
import { openDescribe } from '../engine/describe.ts';
import { ConfigError } from '../errors.ts';

type Target = { readonly name: string; readonly columns: readonly Column[] };

/**
 * Throws ConfigError (CHR2451) unless the text is one condition over the table's columns. Text that would close the
 * condition and go on (`1=1) UNION ...`, `1=1 LIMIT 5`) does not parse both with and without parentheses around it.
 */
export const checkWhere = async (where: string, target: Target): Promise<void> => {
  const { describe, close } = await openDescribe();
  const from = `SELECT 1 FROM ${duckdb.quoteName(target.name)} WHERE `;
  try {
    for (const [before, after] of [
      [`${from}(`, '\n)'],
      [from, '\n'],
    ] as const) {
      const described = await describe({ sql: `${before}${where}${after}`, setups: [], tables: [target] });
      if (described.kind !== 'columns') throw refused(where, described, { ...target, offset: before.length });
    }
  } finally {
    close();
  }
};

const refused = (
  where: string,
  described: Exclude<Described, { readonly kind: 'columns' }>,
  { columns, name, offset }: Target & { readonly offset: number },
): ConfigError => {
  if (described.kind !== 'error') {
    return new ConfigError({
      code: 'CHR2451',
      message: `where: '${where}' is not one condition`,
      hint: "write a condition over the columns, such as user_id = 'user_1' AND ds >= '2023-12-01'",
    });
  }
  const names = columns.map((column) => column.name);
  const missing = described.error === 'column' ? described.name : null;
  const [close] = missing === null ? [] : near(missing, names);
  const at = described.position === null ? -1 : described.position - offset;
  const marked = at >= 0 && at <= where.length && !where.includes('\n');
  return new ConfigError({
    code: 'CHR2451',
    message: [
      missing === null ? `where: ${described.message}` : `where: ${name} has no column '${missing}'`,
      ...(marked ? [`  ${where}`, `  ${' '.repeat(at)}^`] : []),
    ].join('\n'),
    hint:
      missing === null
        ? 'write a condition over the columns'
        : close === undefined
          ? `it has ${names.join(', ')}`
          : `did you mean ${close}?`,
  });
};
