import type { ColumnType } from '#dsl';
import { type Exact, scaleOf } from './value.ts';

/** A number as a whole count of units: `units / denominator`, without rounding. */
export type Fraction = { readonly units: bigint; readonly denominator: bigint };

/** Every double is a whole number of 2^-1074, the least one. */
const doubleUnits = 1n << 1074n;

const bits = new DataView(new ArrayBuffer(8));

/** The double as a count of 2^-1074. */
const unitsOfDouble = (value: number): bigint => {
  bits.setFloat64(0, value);
  const word = bits.getBigUint64(0);
  const exponent = (word >> 52n) & 0x7ffn;
  const fraction = word & 0xf_ffff_ffff_ffffn;
  const units = exponent === 0n ? fraction : (fraction | (1n << 52n)) << (exponent - 1n);
  return value < 0 ? -units : units;
};

/** How many units a one is, for a column of this type. */
export const denominatorOf = (type: ColumnType): bigint =>
  type === 'double' ? doubleUnits : 10n ** BigInt(scaleOf(type) ?? 0);

/** A number, or a boolean as 0 and 1, in units of its type. */
export const unitsOf = (value: Exact): bigint => {
  switch (typeof value) {
    case 'bigint':
      return value;
    case 'boolean':
      return value ? 1n : 0n;
    case 'number':
      return unitsOfDouble(value);
    default:
      throw new Error('internal: text is not a number');
  }
};

const bitLength = (value: bigint): number => value.toString(2).length;

/** The double nearest to a fraction, ties to even; infinite when it is beyond the doubles. */
export const nearestDouble = ({ units, denominator }: Fraction): number => {
  if (units === 0n) return 0;
  const size = units < 0n ? -units : units;
  const guess = bitLength(size) - bitLength(denominator);
  const reached = size << BigInt(Math.max(0, -guess)) >= denominator << BigInt(Math.max(0, guess));
  const exponent = reached ? guess : guess - 1;
  // A double has 53 digits, and none finer than 2^-1074.
  const last = Math.max(exponent - 52, -1074);
  const value = Number(rounded(size << BigInt(Math.max(0, -last)), denominator << BigInt(Math.max(0, last))));
  // In two steps: 2^-1074 times a number is a double where 2^-1074 alone is the last one.
  const half = Math.trunc(last / 2);
  // Adding 0 makes the -0 of a negative number that is too small a 0.
  return (units < 0n ? -value : value) * 2 ** half * 2 ** (last - half) + 0;
};

const rounded = (numerator: bigint, denominator: bigint): bigint => {
  const quotient = numerator / denominator;
  const twice = 2n * (numerator - quotient * denominator);
  const up = twice > denominator || (twice === denominator && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
};
