import fc from 'fast-check';
import { expect, test } from 'vitest';
import { denominatorOf, nearestDouble, unitsOf } from '#runtime/verify/exact-number';

const denominator = denominatorOf('double');

test('every finite double is itself again', () => {
  const back = (value: number) => nearestDouble({ units: unitsOf(value), denominator });
  for (const value of [
    5e-324,
    2.2250738585072014e-308,
    2.225073858507201e-308,
    1,
    0.1,
    Number.MAX_VALUE,
    2 ** 53 + 2,
  ]) {
    expect(back(value)).toBe(value);
    expect(back(-value)).toBe(-value);
  }
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => back(value) === value),
    { numRuns: 500 },
  );
});

test('a quotient and a sum of two doubles are rounded as the machine rounds them', () => {
  const small = fc.double({ noNaN: true, min: -1e150, max: 1e150 });
  fc.assert(
    fc.property(small, small, (a, b) => {
      const sum = nearestDouble({ units: unitsOf(a) + unitsOf(b), denominator });
      expect(sum).toBe(a + b + 0);
      if (b > 0) expect(nearestDouble({ units: unitsOf(a), denominator: unitsOf(b) })).toBe(a / b + 0);
    }),
    { numRuns: 500 },
  );
});

test('ties go to the even neighbour, and what is beyond the doubles is infinite', () => {
  expect(nearestDouble({ units: 2n ** 53n + 1n, denominator: 1n })).toBe(2 ** 53);
  expect(nearestDouble({ units: 2n ** 53n + 3n, denominator: 1n })).toBe(2 ** 53 + 4);
  expect(nearestDouble({ units: 1n, denominator: 1n << 1075n })).toBe(0);
  expect(nearestDouble({ units: 3n, denominator: 1n << 1075n })).toBe(1e-323);
  expect(nearestDouble({ units: 1n << 1024n, denominator: 1n })).toBe(Number.POSITIVE_INFINITY);
  expect(nearestDouble({ units: -(10n ** 400n), denominator: 7n })).toBe(Number.NEGATIVE_INFINITY);
});
