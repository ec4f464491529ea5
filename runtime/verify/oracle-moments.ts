import type { ColumnType } from '#dsl';
import { denominatorOf, nearestDouble, unitsOf } from './exact-number.ts';
import type { Exact } from './value.ts';

/** Sums of the powers 1 to 4 of values in units of their type, without rounding. */
const powerSums = (values: readonly Exact[]) => {
  const sum = (power: bigint): bigint => values.reduce((total: bigint, value) => total + unitsOf(value) ** power, 0n);
  return { n: BigInt(values.length), s1: sum(1n), s2: sum(2n), s3: sum(3n), s4: sum(4n) };
};

/** n^2 times the variance, in square units: mean of the squares less square of the mean. */
const squares = ({ n, s1, s2 }: ReturnType<typeof powerSums>): bigint => n * s2 - s1 ** 2n;

/** The population variance; infinite when it is beyond the doubles. */
export const varianceOf = (values: readonly Exact[], type: ColumnType): number => {
  const sums = powerSums(values);
  return nearestDouble({ units: squares(sums), denominator: (sums.n * denominatorOf(type)) ** 2n });
};

/** Values, and how many times each is there: less than none where more was taken away than came. */
export type Multiset = readonly { readonly value: Exact; readonly times: bigint }[];

/**
 * The population variance by power sums of the net multiset, and how exact it is: the squares of all values that came
 * or went about the mean, by the count. Below 0 where more was taken away about the mean than came. Not to be asked
 * where the net count is 0.
 */
export const netVarianceOf = (
  multiset: Multiset,
  type: ColumnType,
): { readonly variance: number; readonly scale: number } => {
  const sum = (of: (units: bigint, times: bigint) => bigint): bigint =>
    multiset.reduce((total, { value, times }) => total + of(unitsOf(value), times), 0n);
  const n = sum((_, times) => times);
  const s1 = sum((units, times) => times * units);
  const s2 = sum((units, times) => times * units ** 2n);
  const size = n < 0n ? -n : n;
  const denominator = (n * denominatorOf(type)) ** 2n;
  const about = multiset.reduce((total, { value }) => total + (n * unitsOf(value) - s1) ** 2n, 0n);
  return {
    variance: nearestDouble({ units: n * s2 - s1 ** 2n, denominator }),
    scale: nearestDouble({ units: about, denominator: denominator * size }),
  };
};

/** The population skewness, m3 / m2^1.5; null below three values and without spread. */
export const skewOf = (values: readonly Exact[]): number | null => {
  const sums = powerSums(values);
  const { n, s1, s2, s3 } = sums;
  const m2 = squares(sums);
  if (n < 3n || m2 === 0n) return null;
  const m3 = n ** 2n * s3 - 3n * n * s1 * s2 + 2n * s1 ** 3n;
  const size = Math.sqrt(nearestDouble({ units: m3 ** 2n, denominator: m2 ** 3n }));
  return m3 < 0n ? -size : size;
};

/** The population excess kurtosis, m4 / m2^2 - 3; null below four values and without spread. */
export const kurtosisOf = (values: readonly Exact[]): number | null => {
  const sums = powerSums(values);
  const { n, s1, s2, s3, s4 } = sums;
  const m2 = squares(sums);
  if (n < 4n || m2 === 0n) return null;
  const m4 = n ** 3n * s4 - 4n * n ** 2n * s1 * s3 + 6n * n * s1 ** 2n * s2 - 3n * s1 ** 4n;
  return nearestDouble({ units: m4 - 3n * m2 ** 2n, denominator: m2 ** 2n });
};
