import fc from 'fast-check';
import type { OperationName } from '#compiler/plan';
import type { Expr, Type } from '#compiler/relation';
import { boolean, type ColumnType, date, decimal, double, list, long, map, string, struct, timestamp } from '#dsl';
import type { Plain } from '#runtime/verify/value';
import { doubles, inputValues, nullable, texts } from './generated-values.ts';

/** Inputs of one type: how they are stored in a table, what an operation sees, and values; one arbitrary a case. */
export type Sample = {
  readonly name: string;
  readonly column: ColumnType;
  readonly type: Type;
  readonly values: fc.Arbitrary<fc.Arbitrary<Plain>>;
  /** Operations whose result these values would take beyond its type. */
  readonly without: readonly OperationName[];
  readonly exact: number | null;
};

const nested = struct({ a: long, b: double });

/** About an offset: moments of a few cents beside it have no digits left unless a centre is taken off first. */
const evenDoubles = (...offsets: readonly number[]) =>
  fc
    .constantFrom(...offsets)
    .map((offset) =>
      nullable(
        fc.oneof(
          { weight: 6, arbitrary: fc.integer({ min: -10_000, max: 10_000 }).map((cents) => offset + cents / 100) },
          { weight: 1, arbitrary: fc.constantFrom(offset, offset + 0.1, Number.NaN, Infinity, -Infinity) },
          { weight: 1, arbitrary: fc.constant(offset === 0 ? -0 : offset) },
        ),
      ),
    );

const always = (values: fc.Arbitrary<Plain>) => fc.constant(values);
const named = (name: keyof (typeof inputValues extends fc.Arbitrary<infer T> ? T : never)) =>
  always(inputValues.map((values): Plain => values[name] ?? null));
const limits = nullable(
  fc.constantFrom(`${'9'.repeat(36)}.99`, `-${'9'.repeat(36)}.99`, '0.00', '0.01', '-0.01', '12.34'),
);
const small = nullable(fc.constantFrom(1.5, -0, 0, Number.NaN, 2), 3);

const sample = (
  name: string,
  of: Pick<Sample, 'column' | 'type' | 'values'> & Partial<Pick<Sample, 'without' | 'exact'>>,
): Sample => ({ name, without: [], exact: null, ...of });

const bigint: Type = { kind: 'bigint' };
const float64: Type = { kind: 'double' };

/** Every type that a column can have. */
export const samples: readonly Sample[] = [
  sample('long', { column: long, type: bigint, values: named('x_long') }),
  sample('long at its limits', { column: long, type: bigint, values: named('x_limit'), without: ['sum'] }),
  sample('int', {
    column: long,
    type: { kind: 'int' },
    values: always(nullable(fc.oneof(fc.bigInt(-9n, 9n), fc.constantFrom(2n ** 31n - 1n, -(2n ** 31n))))),
  }),
  sample('double', { column: double, type: float64, values: evenDoubles(0, 0, 1e9, -1e9, 1.7e12) }),
  // Fourth powers of these are beyond a double.
  sample('double of any size', {
    column: double,
    type: float64,
    values: always(nullable(doubles)),
    without: ['skew', 'kurtosis'],
  }),
  sample('double, exactly', { column: double, type: float64, values: evenDoubles(0, 0, 1e9, 1.7e12), exact: 1 }),
  sample('float', {
    column: double,
    type: { kind: 'float' },
    values: evenDoubles(0, 1e4).map((some) => some.map((value) => (value === null ? null : Math.fround(value)))),
  }),
  sample('decimal', {
    column: decimal(18, 3),
    type: { kind: 'decimal', precision: 18, scale: 3 },
    values: named('x_dec'),
  }),
  sample('decimal at its limits', {
    column: decimal(38, 2),
    type: { kind: 'decimal', precision: 38, scale: 2 },
    values: always(limits),
    without: ['sum'],
  }),
  sample('boolean', { column: boolean, type: { kind: 'boolean' }, values: named('x_bool') }),
  sample('string', { column: string, type: { kind: 'string' }, values: always(nullable(texts)) }),
  sample('date', { column: date, type: { kind: 'date' }, values: named('x_date') }),
  sample('timestamp', { column: timestamp, type: { kind: 'timestamp' }, values: named('x_time') }),
  sample('list', {
    column: list(double),
    type: { kind: 'list', element: float64 },
    values: always(nullable(fc.array(small, { maxLength: 2 }))),
  }),
  sample('map', {
    column: map('string', double),
    type: { kind: 'map', key: { kind: 'string' }, value: float64 },
    values: always(
      nullable(
        fc
          .uniqueArray(fc.tuple(fc.constantFrom('p', 'q', '\u{1F600}'), small), { selector: ([key]) => key })
          .map((entries): Plain => new Map<string, Plain>(entries)),
      ),
    ),
  }),
  sample('struct', {
    column: nested,
    type: {
      kind: 'struct',
      fields: [
        { name: 'a', type: bigint },
        { name: 'b', type: float64 },
      ],
    },
    values: always(nullable(fc.record({ a: nullable(fc.bigInt(0n, 2n), 2), b: small }))),
  }),
];

/** One row: `g` is the part of its key's rows that it belongs to, `p` a part of that. */
export type PartRow = {
  readonly k: bigint;
  readonly g: bigint;
  readonly p: bigint;
  /** Of the part: a merge may take the late parts alone. */
  readonly late: boolean;
  /** Of the row: what is not ok is not lifted. */
  readonly ok: boolean;
  readonly ts: bigint;
  readonly v: Plain;
};

export type PartCase = {
  readonly ops: readonly OperationName[];
  readonly rows: readonly PartRow[];
  readonly k: number;
  readonly percentiles: readonly number[];
};

const times = fc.oneof(
  { weight: 5, arbitrary: fc.bigInt(0n, 3n) },
  { weight: 1, arbitrary: fc.constantFrom(-1n, 1_701_475_199_999n, 2n ** 63n - 1n, -(2n ** 63n)) },
);

const rowsOf = (values: fc.Arbitrary<Plain>) =>
  fc.array(
    fc.record({
      p: fc.bigInt(0n, 1n),
      ok: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
      ts: times,
      v: values,
    }),
    { maxLength: 6, size: '+1' },
  );

/** A part may be empty, and all its values may be null. */
const partOf = (values: fc.Arbitrary<Plain>) =>
  fc.record({
    late: fc.boolean(),
    holds: fc.constantFrom('values', 'values', 'values', 'values', 'nulls', 'nothing'),
    rows: rowsOf(values),
  });

/** The rows of up to five keys, each in one to six parts. */
export const partCases = ({ values }: Sample, ops: readonly OperationName[]): fc.Arbitrary<PartCase> =>
  values.chain((some) =>
    fc
      .record({
        ops: fc.constant(ops),
        keys: fc.array(fc.array(partOf(some), { minLength: 1, maxLength: 6, size: '+1' }), {
          minLength: 1,
          maxLength: 5,
          size: '+1',
        }),
        k: fc.integer({ min: 1, max: 4 }),
        percentiles: fc.subarray([0, 0.25, 0.29, 0.5, 0.9, 1], { minLength: 1, maxLength: 3 }),
      })
      .map(({ keys, ...options }) => ({
        ...options,
        rows: keys.flatMap((parts, key) =>
          parts.flatMap(({ late, holds, rows }, part) =>
            (holds === 'nothing' ? [] : rows).map(({ v, ...row }): PartRow => {
              const place = { k: BigInt(key), g: BigInt(part), late };
              return { ...row, ...place, v: holds === 'nulls' ? null : v };
            }),
          ),
        ),
      })),
  );

/** The inputs as an operation sees them: of their type, floats finite or null. */
export const seenValue = ({ column, type }: Sample, stored: Type): Expr => {
  const value: Expr = { kind: 'column', name: 'v', type: stored };
  const typed: Expr = typeof column === 'string' ? { kind: 'cast', input: value, type } : value;
  return { kind: 'call', fn: 'clean', args: [typed], type };
};
