import { type ActualRow, type Difference, sameCell, show } from './compare.ts';
import type { ExpectedJoinRow } from './oracle-join.ts';

/**
 * Where the actual rows of a Join's partition are not the expected ones, in any order: every left row is there as many
 * times as it was given, features are equal as `differences` says. Columns that are neither of the left nor features are
 * not looked at. Empty: equal.
 */
export const joinDifferences = (
  expected: readonly ExpectedJoinRow[],
  actual: readonly ActualRow[],
  columns: readonly string[],
): readonly Difference[] => {
  const idOf = (row: ActualRow): string => JSON.stringify(columns.map((name) => show(row[name])));
  const found: Difference[] = [];
  const ids = new Set([...expected.map(({ left }) => idOf(left)), ...actual.map(idOf)]);
  for (const id of ids) {
    const wanted = expected.filter(({ left }) => idOf(left) === id);
    const given = actual.filter((row) => idOf(row) === id);
    const { missing, unexpected } = matched(wanted, given);
    for (const [index, row] of missing.entries()) {
      const other = unexpected[index];
      if (other === undefined) {
        found.push({ key: row.left, column: null, expected: 'a row', actual: 'no row' });
        continue;
      }
      for (const { column, expected: value, actual: instead } of wrongCells(row, other)) {
        found.push({ key: row.left, column, expected: value, actual: instead });
      }
    }
    for (const row of unexpected.slice(missing.length)) {
      const key = Object.fromEntries(columns.map((name) => [name, row[name] ?? null]));
      found.push({ key, column: null, expected: 'no row', actual: 'a row' });
    }
  }
  return found;
};

const wrongCells = (row: ExpectedJoinRow, other: ActualRow): readonly Omit<Difference, 'key'>[] =>
  Object.entries(row.features)
    .filter(([column, value]) => !sameCell(value, other[column], row.tolerances[column] ?? 0))
    .map(([column, value]) => ({ column, expected: show(value), actual: show(other[column]) }));

type Unmatched = { readonly missing: readonly ExpectedJoinRow[]; readonly unexpected: readonly ActualRow[] };

/**
 * As many pairs of equal rows as there are: rows that are the same on the left may differ in features (where a column of
 * the left's time is hidden by its select), and with tolerances a row may equal several.
 */
const matched = (wanted: readonly ExpectedJoinRow[], given: readonly ActualRow[]): Unmatched => {
  const taken = new Map<number, number>();
  const place = (row: number, tried: Set<number>): boolean =>
    given.some((other, index) => {
      const one = wanted[row];
      if (one === undefined || tried.has(index) || wrongCells(one, other).length > 0) return false;
      tried.add(index);
      const before = taken.get(index);
      if (before !== undefined && !place(before, tried)) return false;
      taken.set(index, row);
      return true;
    });
  const missing = wanted.filter((_, row) => !place(row, new Set()));
  return { missing, unexpected: given.filter((_, index) => !taken.has(index)) };
};
