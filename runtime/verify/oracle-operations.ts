import type { ColumnType, Operation } from '#dsl';
import { denominatorOf, nearestDouble, unitsOf } from './exact-number.ts';
import type { Tolerance } from './oracle-keys.ts';
import { kurtosisOf, skewOf, varianceOf } from './oracle-moments.ts';
import { compareValues } from './oracle-order.ts';
import { type Exact, write } from './value.ts';

/** One non-null input of an aggregation; a reversal takes away an equal one. */
export type Input = { readonly at: bigint; readonly value: Exact; readonly reversal?: boolean };

/** An output: the value (null: there is none), its type, and how far a double may be from it (0: equal). */
export type Outcome = { readonly value: Exact | null; readonly type: ColumnType; readonly tolerance: Tolerance };

/** There was no input. */
export const nothing: Outcome = { value: null, type: 'string', tolerance: 0 };

/** What an author chose beside column and windows. */
export type Options = {
  readonly k: number | null;
  readonly percentiles: readonly number[] | null;
  readonly exact: number | null;
};

/** Called with at least one input, all of one type. Throws RangeError when a sum, or a value under `exact`, is beyond its type. */
export type Evaluate = (inputs: readonly Input[], type: ColumnType, options: Options) => Outcome;

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

/** Exact, in units of the type; a reversal is taken away. */
const total = (inputs: readonly Input[]): bigint =>
  inputs.reduce((units, { value, reversal }) => units + (reversal ? -unitsOf(value) : unitsOf(value)), 0n);

/** How many inputs, those less that a reversal took away. */
export const netCount = (inputs: readonly Input[]): bigint =>
  inputs.reduce((count, { reversal }) => count + (reversal ? -1n : 1n), 0n);

const sumOfDoubles = (inputs: readonly Input[]): number =>
  nearestDouble({ units: total(inputs), denominator: denominatorOf('double') });

/** What a sum of doubles may be off: 1e-9 of the sum of the sizes. */
const sumTolerance = (inputs: readonly Input[]): number =>
  inputs.reduce((size, { value }) => size + Math.abs(Number(value)) * 1e-9, 0);

/** The value times 10^digits as a product of doubles, rounded to a whole number, halves away from 0. */
const unitsOfDigits = (value: number, digits: number): bigint => {
  const product = Math.abs(value) * Number(`1e${digits}`);
  if (product >= 1e28) throw new RangeError(`${value} is too large for exact: ${digits}`);
  const below = Math.floor(product);
  const units = BigInt(below) + (product - below >= 0.5 ? 1n : 0n);
  return value < 0 ? -units : units;
};

/** The double nearest to the sum of the inputs, each rounded to so many digits; a reversal is taken away. */
const sumOfDigits = (inputs: readonly Input[], digits: number): number =>
  nearestDouble({
    units: inputs.reduce((units, { value, reversal }) => {
      const added = unitsOfDigits(Number(value), digits);
      return units + (reversal ? -added : added);
    }, 0n),
    denominator: 10n ** BigInt(digits),
  });

const sum: Evaluate = (inputs, type, { exact }) => {
  if (exact !== null) return exactly(sumOfDigits(inputs, exact), type);
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
const average: Evaluate = (inputs, type, { exact }) => {
  const count = Number(netCount(inputs));
  if (exact !== null) return exactly(sumOfDigits(inputs, exact) / count + 0, type);
  const units = total(inputs);
  const value = nearestDouble({ units, denominator: denominatorOf(type) }) / count + 0;
  const digits = units >= -(2n ** 53n) && units <= 2n ** 53n ? 0 : Math.abs(value) * 2 ** -51;
  return {
    value: finite(value),
    type: 'double',
    tolerance: type === 'double' ? sumTolerance(inputs) / Math.abs(count) : digits,
  };
};

/** Moments are computed in doubles whatever the input: what is as near as an engine gets. */
const moment = (value: number | null, tolerance: number): Outcome => ({
  value: value === null ? null : finite(value),
  type: 'double',
  tolerance,
});

const ofSpread =
  (of: (variance: number) => number): Evaluate =>
  (inputs, type) => {
    const value = of(varianceOf(values(inputs), type));
    return moment(value, Math.abs(value) * 1e-9);
  };

/** Skewness and kurtosis are sizes against the spread: near 0 it is the spread that sets how exact they are. */
const ofShape =
  (of: (values: readonly Exact[], type: ColumnType) => number | null): Evaluate =>
  (inputs, type) => {
    const value = of(values(inputs), type);
    return moment(value, Math.max(1, Math.abs(value ?? 0)) * 1e-9);
  };

const values = (inputs: readonly Input[]): readonly Exact[] => inputs.map(({ value }) => value);

const sorted = <T>(items: readonly T[], compare: (a: T, b: T) => number): readonly T[] => [...items].sort(compare);

const descending = (a: Exact, b: Exact): number => compareValues(b, a);

const distinct = (all: readonly Exact[]): readonly Exact[] =>
  sorted(all, compareValues).filter((value, index, among) => {
    const before = among[index - 1];
    return before === undefined || compareValues(before, value) !== 0;
  });

const kept = <T>(items: readonly T[], { k }: Options): readonly T[] => items.slice(0, k ?? 0);

const listed =
  (of: (inputs: readonly Input[]) => readonly Exact[]): Evaluate =>
  (inputs, type, options) =>
    exactly(kept(of(inputs), options), { list: type });

/** The largest counts (ties: the lesser text), in the order of their texts; k = 0 is all. What was all taken away is no entry. */
const histogram: Evaluate = (inputs, type, { k }) => {
  const counts = new Map<string, bigint>();
  for (const { value, reversal } of inputs) {
    const text = String(write(value, type));
    counts.set(text, (counts.get(text) ?? 0n) + (reversal ? -1n : 1n));
  }
  const left = [...counts].filter(([, count]) => count !== 0n);
  if (left.length === 0) return nothing;
  const ranked = sorted(left, ([a, n], [b, m]) => compareValues(m, n) || compareValues(a, b));
  const most = k === null || k === 0 ? ranked : ranked.slice(0, k);
  return exactly(
    sorted(most, ([a], [b]) => compareValues(a, b)),
    { map: 'long' },
  );
};

const percentile: Evaluate = (inputs, type, { percentiles }) => {
  const all = sorted(values(inputs), compareValues);
  const at = (p: number): Exact => {
    const value = all[Math.min(all.length - 1, Math.floor(p * all.length))] ?? 0n;
    return nearestDouble({ units: unitsOf(value), denominator: denominatorOf(type) });
  };
  return exactly((percentiles ?? []).map(at), { list: 'double' });
};

const countOf = (values: readonly Exact[]): Outcome => exactly(BigInt(values.length), 'long');

/** One entry an operation, straight from the table of semantics section 4. */
export const operations: { readonly [name in Operation]: Evaluate } = {
  count: (inputs) => countOf(values(inputs)),
  sum,
  average,
  variance: ofSpread((variance) => variance),
  stddev: ofSpread(Math.sqrt),
  skew: ofShape(skewOf),
  kurtosis: ofShape(kurtosisOf),
  min: picked(byValue),
  max: picked((a, b) => byValue(b, a)),
  first: picked(byTime),
  last: picked((a, b) => byTime(b, a)),
  firstK: listed((inputs) => values(sorted(inputs, byTime))),
  lastK: listed((inputs) => values(sorted(inputs, (a, b) => byTime(b, a)))),
  topK: listed((inputs) => sorted(values(inputs), descending)),
  bottomK: listed((inputs) => sorted(values(inputs), compareValues)),
  uniqueTopK: listed((inputs) => sorted(distinct(values(inputs)), descending)),
  uniqueCount: (inputs) => countOf(distinct(values(inputs))),
  approxUniqueCount: (inputs) => countOf(distinct(values(inputs))),
  boundedUniqueCount: (inputs, _type, options) => countOf(kept(distinct(values(inputs)), options)),
  histogram,
  approxHistogramK: histogram,
  approxPercentile: percentile,
};
