import type { DescribedResult } from '../describe.ts';
import { near } from '../near.ts';
import type { Column } from '../relation.ts';
import { declarable, showType, widens } from '../types.ts';
import type { Context } from './context.ts';

/** The columns of a query as an author declares them. */
export const exampleOf = (result: readonly DescribedResult[], day: string | null): string => {
  const columns = result.filter(({ name }) => name !== day);
  return `columns: { ${columns.map(({ name, type }) => `${name}: ${declarable(type) ?? 'string'}`).join(', ')} }`;
};

/** Declared against given: missing, other types, undeclared, twice, and the day of each row. */
export const fits = (
  declaredAs: {
    readonly columns: readonly Column[];
    readonly broken: readonly string[];
    /** The partition column; null: the table has no days. */
    readonly day: string | null;
  },
  result: readonly DescribedResult[],
  context: Context,
): boolean => {
  const { columns, broken, day } = declaredAs;
  const given = new Map(result.map((column) => [column.name, column]));
  const meant = new Set<string>();
  // Two names that differ in capital letters only are reported as that.
  const isTwice = (name: string): boolean =>
    columns.some((other) => other.name !== name && other.name.toLowerCase() === name.toLowerCase());
  let ok = true;
  const report: typeof context.report = (...details) => {
    ok = false;
    context.report(...details);
  };
  for (const column of columns) {
    const found = given.get(column.name);
    if (column.name === day) {
      const dated = found?.type?.kind ?? '';
      if (found === undefined) report('CHR1029', ['query'], { column: day });
      else if (!['date', 'string', 'timestamp'].includes(dated)) {
        report('CHR1030', ['query'], { column: day, given: found.type === null ? found.text : showType(found.type) });
      }
    } else if (found === undefined) {
      if (isTwice(column.name)) continue;
      const names = result.map((one) => one.name).filter((name) => !columns.some((other) => other.name === name));
      const close = near(column.name, names);
      if (close[0] !== undefined) meant.add(close[0]);
      report('CHR1027', ['columns', column.name], { column: column.name, near: close, known: names });
    } else if (found.type === null || !widens(found.type, column.type)) {
      report('CHR1026', ['columns', column.name], {
        column: column.name,
        declared: showType(column.type),
        given: found.type === null ? found.text : showType(found.type),
        declare: declarable(found.type),
      });
    }
  }
  const lower = result.map(({ name }) => name.toLowerCase());
  for (const [index, { name }] of result.entries()) {
    if (lower.indexOf(name.toLowerCase()) === index) continue;
    report('CHR1015', ['query'], { column: name, other: 'another column of the query' });
  }
  // A column whose declared type is none is reported as that.
  const declared = new Set([...columns.map((column) => column.name), ...broken]);
  for (const { name, type } of given.values()) {
    // One that a declared column was taken for is no second mistake.
    if (declared.has(name) || meant.has(name)) continue;
    report('CHR1028', ['query'], { column: name, declare: declarable(type) });
  }
  return ok;
};
