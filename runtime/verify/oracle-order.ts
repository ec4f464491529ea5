import type { Exact } from './value.ts';

/** Order of values of one type: text by its UTF-8 bytes (not JavaScript's `<`), the rest by size, false before true. */
export const compareValues = (a: Exact, b: Exact): number => {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : a > b ? 1 : 0;
};

/** The same with nulls, which are least. */
export const compareNullable = (a: Exact | null, b: Exact | null): number => {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return compareValues(a, b);
};
