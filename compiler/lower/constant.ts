import type { Type } from '../relation.ts';
import { isDay } from './context.ts';

/** A written value as one of a column of this type, a long beyond 2^53 as text; null: it is none. */
export const constantOf = (value: unknown, { kind }: Type): string | number | boolean | null => {
  if (kind === 'bigint') {
    if (typeof value !== 'bigint') return Number.isSafeInteger(value) ? Number(value) : null;
    if (BigInt.asIntN(64, value) !== value) return null;
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  }
  if (kind === 'date') return isDay(value) ? value : null;
  if (kind === 'string' && typeof value === 'string') return value;
  return kind === 'boolean' && typeof value === 'boolean' ? value : null;
};

/** What such a value looks like, in words; null: columns of this type have none that can be written. */
export const constantsOf = ({ kind }: Type): string | null => {
  if (kind === 'bigint') return 'a whole number';
  if (kind === 'date') return "a day, '2023-12-01'";
  return kind === 'string' || kind === 'boolean' ? `a ${kind}` : null;
};
