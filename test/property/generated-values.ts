import fc from 'fast-check';
import { boolean, date, decimal, double, long, string, timestamp } from '#dsl';

/** What every generated table has beside `ds`: possible keys, inputs, times and a condition. */
export const columns = {
  k_text: string,
  k_word: string,
  k_long: long,
  k_bool: boolean,
  k_date: date,
  k_dec: decimal(10, 2),
  x_long: long,
  x_limit: long,
  x_double: double,
  x_dec: decimal(18, 3),
  x_text: string,
  x_bool: boolean,
  x_date: date,
  x_time: timestamp,
  ts: long,
  at: timestamp,
  day: date,
  ok: boolean,
} as const;

/** Milliseconds since 1970 and microseconds on top as a timestamp. */
export const isoMicros = (ms: number, micros: number): string =>
  `${new Date(ms).toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}Z`;

/** Null in one of `freq` cases. */
export const nullable = <T>(values: fc.Arbitrary<T>, freq = 5): fc.Arbitrary<T | null> => fc.option(values, { freq });

export const texts = fc.oneof(
  fc.constantFrom('', 'a', 'B', 'ab', 'é', '\uFF5E', '\u{1F600}', '\u{1F600}a', "o'clock", 'a\u0000b', ' a'),
  fc.string({ unit: 'grapheme', maxLength: 4 }),
);
export const doubles = fc.oneof(
  { weight: 2, arbitrary: fc.integer({ min: -10_000, max: 10_000 }).map((cents) => cents / 100) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      Number.NaN,
      Infinity,
      -Infinity,
      -0,
      0,
      0.1,
      5e-324,
      1e100,
      -1e300,
      1e12 + 0.5,
      1e300,
      1e308,
    ),
  },
);

/** Values of the inputs. Sums of x_long stay within BIGINT; x_limit is never summed. */
export const inputValues = fc.record({
  x_long: nullable(fc.oneof(fc.bigInt(-9n, 9n), fc.constantFrom(10n ** 17n, -(10n ** 17n), 2n ** 53n + 1n))),
  x_limit: nullable(fc.constantFrom(0n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n, -7n, 10n ** 18n)),
  x_double: nullable(doubles),
  x_dec: nullable(fc.constantFrom('0.000', '0.001', '-0.001', '12.340', '999999999999999.999', '-999999999999999.999')),
  x_text: nullable(texts),
  x_bool: nullable(fc.boolean()),
  x_date: nullable(fc.constantFrom('1969-12-31', '1970-01-01', '2024-02-29', '0001-01-01', '9999-12-31')),
  x_time: nullable(fc.tuple(fc.constantFrom(-1, 0, 1, 1701475199999, -62135596800000), fc.constantFrom(0, 1, 999))).map(
    (time) => (time === null ? null : isoMicros(...time)),
  ),
});

/** Few values, so that keys meet; (`ab`, `c`) and (`a`, `bc`) are two keys, and `null` is a text. */
export const keyValues = fc.record({
  k_text: nullable(fc.constantFrom('a', 'ab', 'null', '\u{1F600}', '\uFF5E'), 4),
  k_word: nullable(fc.constantFrom('c', 'bc', ''), 4),
  k_long: nullable(fc.constantFrom(0n, 1n, -(2n ** 63n)), 4),
  k_bool: nullable(fc.boolean(), 4),
  k_date: nullable(fc.constantFrom('1969-12-31', '2024-02-29'), 4),
  k_dec: nullable(fc.constantFrom('0.10', '-3.00'), 4),
});
