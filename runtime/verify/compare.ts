import type { ExpectedRow, Tolerance } from './oracle-keys.ts';
import type { Plain } from './value.ts';

/** A cell that differs, or (column null) a row that is missing, unexpected or there twice. */
export type Difference = {
  readonly key: Readonly<Record<string, Plain>>;
  readonly column: string | null;
  readonly expected: string;
  readonly actual: string;
};

/** A row as it was stored or served: keys and features by column, values as `Plain` says. */
export type ActualRow = Readonly<Record<string, Plain>>;

/** Types are compared too: 3 (a double) is not 3n (a long); entries of a map must stand in their order. */
export const show = (value: Plain | undefined): string => {
  if (value === undefined) return 'no such column';
  if (value instanceof Date) return `timestamp ${value.toISOString()}`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const pair = ([name, one]: readonly [string, Plain]) => `${JSON.stringify(name)}: ${show(one)}`;
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  if (value instanceof Map) return `map {${[...value].map(pair).join(', ')}}`;
  return `{${Object.entries(value).map(pair).join(', ')}}`;
};

export const sameCell = (expected: Plain, actual: Plain | undefined, tolerance: Tolerance): boolean => {
  if (typeof expected === 'number' && typeof actual === 'number' && typeof tolerance === 'number' && tolerance > 0) {
    return Math.abs(expected - actual) <= tolerance;
  }
  if (typeof tolerance === 'number') return show(expected) === show(actual);
  if (Array.isArray(expected) && Array.isArray(actual)) return sameItems(expected, actual, tolerance);
  if (!(expected instanceof Map && actual instanceof Map)) return show(expected) === show(actual);
  return (
    show([...expected.keys()]) === show([...actual.keys()]) &&
    sameItems([...expected.values()], [...actual.values()], tolerance)
  );
};

const sameItems = (expected: readonly Plain[], actual: readonly Plain[], tolerance: readonly Tolerance[]): boolean =>
  expected.length === actual.length &&
  expected.every((one, index) => sameCell(one, actual[index], tolerance[index] ?? 0));

const keyOf = (row: ActualRow, names: readonly string[]): string =>
  JSON.stringify(names.map((name) => show(row[name])));

/**
 * Where the actual rows of a partition are not the expected ones, in any order of rows: cells equal exactly, doubles
 * within their tolerance (semantics section 4), keys with null equal to null. `keys` are the key columns; columns that
 * are neither keys nor features (the partition's day) are not looked at. Empty: equal.
 */
export const differences = (
  expected: readonly ExpectedRow[],
  actual: readonly ActualRow[],
  keys: readonly string[],
): readonly Difference[] => {
  const found: Difference[] = [];
  const left = new Map<string, ActualRow>();
  for (const row of actual) {
    const id = keyOf(row, keys);
    const key = Object.fromEntries(keys.map((name) => [name, row[name] ?? null]));
    if (left.has(id)) found.push({ key, column: null, expected: 'one row', actual: 'two rows' });
    left.set(id, row);
  }
  for (const row of expected) {
    const id = keyOf(row.keys, keys);
    const other = left.get(id);
    left.delete(id);
    if (other === undefined) {
      found.push({ key: row.keys, column: null, expected: 'a row', actual: 'no row' });
      continue;
    }
    for (const [column, value] of Object.entries(row.features)) {
      if (sameCell(value, other[column], row.tolerances[column] ?? 0)) continue;
      found.push({ key: row.keys, column, expected: show(value), actual: show(other[column]) });
    }
  }
  for (const row of left.values()) {
    const key = Object.fromEntries(keys.map((name) => [name, row[name] ?? null]));
    found.push({ key, column: null, expected: 'no row', actual: 'a row' });
  }
  return found;
};

/** `user_id="u1": spend_price_sum_7d is 3, expected 4`. */
export const showDifference = ({ key, column, expected, actual }: Difference): string => {
  const keyText = Object.entries(key).map(([name, value]) => `${name}=${show(value)}`);
  return `${keyText.join(', ')}: ${column === null ? '' : `${column} is `}${actual}, expected ${expected}`;
};
