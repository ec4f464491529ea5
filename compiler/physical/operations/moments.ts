import {
  and,
  bigint,
  bigintLiteral,
  call,
  caseWhen,
  cast,
  compare,
  double,
  doubleLiteral,
  exactInteger,
  finite,
  isFloat,
  isInteger,
} from '../../expr.ts';
import type { Expr, Type } from '../../relation.ts';
import type { Call, Merge, RowOperation, State, Value } from './operation.ts';
import { isNumeric } from './sum.ts';

const add = (a: Expr, b: Expr): Expr => call('add', [a, b], double);
const sub = (a: Expr, b: Expr): Expr => call('subtract', [a, b], double);
const mul = (...factors: readonly Expr[]): Expr =>
  factors.reduce((product, factor) => call('multiply', [product, factor], double));
const div = (a: Expr, b: Expr): Expr => call('divide', [a, b], double);

/** Distance from the centre. Exact subtraction first: at an offset of 1e12 the square of a double has no digits left. */
const distance = ({ value, centre }: Pick<Value, 'value' | 'centre'>): Expr => {
  if (centre === null) throw new Error('internal: moments need a centre');
  if (isFloat(value.type)) return sub(cast(value, double), cast(centre, double));
  const wide: Type = value.type.kind === 'decimal' ? { ...value.type, precision: 38 } : exactInteger;
  const [a, b] = [cast(value, wide), cast(centre, wide)];
  const exact = cast(call('subtract', [a, b], wide), double);
  if (isInteger(value.type)) return exact;
  // Two decimals of 38 digits on either side of 0 are further apart than a decimal can say; nothing cancels there.
  const zero: Expr = { kind: 'literal', value: 0, type: wide };
  const apart = compare('ne', compare('lt', b, zero), compare('lt', a, zero));
  return caseWhen(apart, sub(cast(a, double), cast(b, double)), exact);
};

const power = (d: Expr, exponent: number): Expr => mul(...Array.from({ length: exponent }, () => d));

const powerSums = (order: 2 | 3 | 4): readonly number[] => Array.from({ length: order }, (_, index) => index + 1);

const binomials: Readonly<Record<number, readonly number[]>> = {
  1: [1, 1],
  2: [1, 2, 1],
  3: [1, 3, 3, 1],
  4: [1, 4, 6, 4, 1],
};

/** s1 + n b, s2 + 2 b s1 + n b^2, ...: power sums about another centre, b = the old centre minus the new one. */
const rebased = (state: State, b: Expr, exponent: number): Expr =>
  (binomials[exponent] ?? [])
    .map((times, less) => {
      const old = less === exponent ? cast(state('n'), double) : state(`s${exponent - less}`);
      return less === 0 ? old : mul(doubleLiteral(times), power(b, less), old);
    })
    .reduce(add);

/** A moment of the given order over power sums s1..s(order) about c, a value of the group. */
const moment = (order: 2 | 3 | 4, finalise: (state: State) => Expr): RowOperation => ({
  shape: 'row',
  semantics: 1,
  accepts: isNumeric,
  needs: 'long, double or decimal',
  output: () => double,
  timed: false,
  centred: true,
  state: (input) => [
    { name: 'n', type: bigint },
    { name: 'c', type: input },
    ...powerSums(order).map((exponent) => ({ name: `s${exponent}`, type: double })),
  ],
  lift: (value) => [
    { state: 'n', fn: 'count', args: [value.value], type: bigint },
    { state: 'c', fn: 'min', args: [value.value], type: value.value.type },
    ...powerSums(order).map(
      (exponent): Call => ({
        state: `s${exponent}`,
        fn: 'sum',
        args: [power(distance(value), exponent)],
        type: double,
      }),
    ),
  ],
  // Nothing cancels: no value lies below its centre, so neither b nor a power sum is negative.
  merge: ({ state, type, centre }) => {
    const b = distance({ value: state('c'), centre });
    return [
      { state: 'n', fn: 'sum', args: [state('n')], type: exactInteger },
      { state: 'c', fn: 'min', args: [state('c')], type },
      ...powerSums(order).map(
        (exponent): Merge => ({
          state: `s${exponent}`,
          fn: 'sum',
          args: [rebased(state, b, exponent)],
          type: double,
        }),
      ),
    ];
  },
  finalise: (state) => finalise(state),
});

/** sum((x - mean)^2); s2 is exactly 0 where there is no spread, as c is a value of the group. */
const squares = (state: State): Expr => sub(state('s2'), div(mul(state('s1'), state('s1')), cast(state('n'), double)));

/** Rounding may leave a tiny negative number where the truth is a tiny positive one. */
const notBelow0 = (value: Expr): Expr => caseWhen(compare('lt', value, doubleLiteral(0)), doubleLiteral(0), value);

const spread = (state: State): Expr => notBelow0(squares(state));

/** Divided first: where more rows were taken back than came, both the squares and n are below 0. */
const variance2 = (state: State): Expr => finite(notBelow0(div(squares(state), cast(state('n'), double))));

/** VARIANCE: population; one value gives 0. Of rows of which some were taken back, 0 where the power sums say less. */
export const variance: RowOperation = { ...moment(2, variance2), reverses: true };

/** STDDEV: the square root of VARIANCE. */
export const stddev: RowOperation = moment(2, (state) => call('sqrt', [variance2(state)], double));

/** Null below `least` values, and where all are equal. */
const spreadOut = (state: State, least: number, value: Expr): Expr =>
  caseWhen(
    and(
      compare('ge', state('n'), bigintLiteral(least)),
      compare('gt', state('s2'), doubleLiteral(0)),
      compare('gt', spread(state), doubleLiteral(0)),
    ),
    finite(value),
  );

const mean = (state: State): Expr => div(state('s1'), cast(state('n'), double));

/** SKEW: population, m3 / m2^1.5; null below 3 values and without spread. */
export const skew: RowOperation = moment(3, (state) => {
  const [n, a] = [cast(state('n'), double), mean(state)];
  const m3 = [state('s3'), mul(doubleLiteral(-3), a, state('s2')), mul(doubleLiteral(2), a, a, state('s1'))].reduce(
    add,
  );
  const root = call('power', [spread(state), doubleLiteral(1.5)], double);
  return spreadOut(state, 3, div(mul(call('sqrt', [n], double), m3), root));
});

/** KURTOSIS: population excess, m4 / m2^2 - 3; null below 4 values and without spread. */
export const kurtosis: RowOperation = moment(4, (state) => {
  const [n, a] = [cast(state('n'), double), mean(state)];
  const m4 = [
    state('s4'),
    mul(doubleLiteral(-4), a, state('s3')),
    mul(doubleLiteral(6), a, a, state('s2')),
    mul(doubleLiteral(-3), a, a, a, state('s1')),
  ].reduce(add);
  const squared = mul(spread(state), spread(state));
  return spreadOut(state, 4, sub(div(mul(n, m4), squared), doubleLiteral(3)));
});
