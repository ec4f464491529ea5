import type { Exact } from './value.ts';

/**
 * Order of values of one type: text by its UTF-8 bytes (not JavaScript's `<`), the rest by size, false before true; lists
 * (structs, sorted entries of maps) element by element, then by length, with null elements greatest.
 */
export const compareValues = (a: Exact, b: Exact): number => {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  if (typeof a === 'object' && typeof b === 'object') return compareElements(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
};

const compareElements = (a: readonly (Exact | null)[], b: readonly (Exact | null)[]): number => {
  for (const [index, one] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const order =
      one === null || other === null ? Number(one === null) - Number(other === null) : compareValues(one, other);
    if (order !== 0) return order;
  }
  return a.length - b.length;
};

/** The same with nulls, which are least. */
export const compareNullable = (a: Exact | null, b: Exact | null): number => {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return compareValues(a, b);
};
