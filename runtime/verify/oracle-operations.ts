import type { ColumnType, Operation } from '#dsl';
import { denominatorOf, nearestDouble, unitsOf } from './exact-number.ts';
import { compareValues } from './oracle-order.ts';
import type { Exact } from './value.ts';

/** One non-null input of an aggregation. */
export type Input = { readonly at: bigint; readonly value: Exact };

/** An output: the value (null: not finite), its type, and how far a double may be from it (0: equal). */
export type Outcome = { readonly value: Exact | null; readonly type: ColumnType; readonly tolerance: number };

/** Called with at least one input, all of one type. Throws RangeError when a sum is beyond its type. */
export type Evaluate = (inputs: readonly Input[], type: ColumnType) => Outcome;

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

const exactly = (value: Exact, type: ColumnType): Outcome => ({ value, type, tolerance: 0 });

const least = <T>(items: readonly T[], compare: (a: T, b: T) => number): T =>
  items.reduce((best, item) => (compare(item, best) < 0 ? item : best));

const byValue = (a: Input, b: Input): number => compareValues(a.value, b.value);

/** Of two inputs at one time the greater value is the later one. */
const byTime = (a: Input, b: Input): number => compareValues(a.at, b.at) || byValue(a, b);

const picked =
  (compare: (a: Input, b: Input) => number): Evaluate =>
  (inputs, type) =>
    exactly(least(inputs, compare).value, type);

/** Exact, in units of the type. */
const total = (inputs: readonly Input[]): bigint => inputs.reduce((units, { value }) => units + unitsOf(value), 0n);

const sumOfDoubles = (inputs: readonly Input[]): number =>
  nearestDouble({ units: total(inputs), denominator: denominatorOf('double') });

/** What a sum of doubles may be off: 1e-9 of the sum of the sizes. */
const sumTolerance = (inputs: readonly Input[]): number =>
  inputs.reduce((size, { value }) => size + Math.abs(Number(value)) * 1e-9, 0);

const sum: Evaluate = (inputs, type) => {
  if (type === 'double') return { value: finite(sumOfDoubles(inputs)), type, tolerance: sumTolerance(inputs) };
  const units = total(inputs);
  const whole = type === 'long' || type === 'boolean';
  const fits = whole ? BigInt.asIntN(64, units) === units : units < 10n ** 38n && units > -(10n ** 38n);
  if (!fits) throw new RangeError(`the sum of ${inputs.length} values is beyond its type`);
  return exactly(units, whole ? 'long' : type);
};

/**
 * The sum as a double, divided by the count. A sum of longs or decimals with more digits than a double has may be
 * a unit in the last place off, and so what is divided: engines round it into a double in their own ways.
 */
const average: Evaluate = (inputs, type) => {
  const units = total(inputs);
  const value = nearestDouble({ units, denominator: denominatorOf(type) }) / inputs.length;
  const digits = units >= -(2n ** 53n) && units <= 2n ** 53n ? 0 : Math.abs(value) * 2 ** -51;
  return {
    value: finite(value),
    type: 'double',
    tolerance: type === 'double' ? sumTolerance(inputs) / inputs.length : digits,
  };
};

/** Mean of the squares less square of the mean, as one exact fraction: n * sum(x^2) - sum(x)^2 over n^2. */
const varianceOf = (inputs: readonly Input[], type: ColumnType): number => {
  const n = BigInt(inputs.length);
  const squares = inputs.reduce((units, { value }) => units + unitsOf(value) ** 2n, 0n);
  return nearestDouble({ units: n * squares - total(inputs) ** 2n, denominator: (n * denominatorOf(type)) ** 2n });
};

/** Moments are computed in doubles whatever the input, so 1e-9 of the value is as near as an engine gets. */
const moment = (value: number): Outcome => ({
  value: finite(value),
  type: 'double',
  tolerance: Math.abs(value) * 1e-9,
});

/**
 * One entry an operation, straight from the table of semantics section 4. Only what stands here can be verified: an
 * operation that is missing is refused, never guessed.
 */
export const operations: { readonly [name in Operation]?: Evaluate } = {
  count: (inputs) => exactly(BigInt(inputs.length), 'long'),
  sum,
  average,
  variance: (inputs, type) => moment(varianceOf(inputs, type)),
  stddev: (inputs, type) => moment(Math.sqrt(varianceOf(inputs, type))),
  min: picked(byValue),
  max: picked((a, b) => byValue(b, a)),
  first: picked(byTime),
  last: picked((a, b) => byTime(b, a)),
};
