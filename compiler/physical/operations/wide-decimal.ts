import { and, bigint, call, caseWhen, cast, compare, double, doubleLiteral, exactInteger, or } from '../../expr.ts';
import type { Column, Expr, Type } from '../../relation.ts';
import type { Call, State } from './operation.ts';

type Decimal = Extract<Type, { readonly kind: 'decimal' }>;

/**
 * Sums of decimals of which a few may leave DECIMAL(38): whether the engine's own sum would depends on the order of rows.
 * Each input is cut into the 24 digits at its end and those before them, which are summed apart. A double tells the at
 * most 14 digits before them without an error.
 */
const lowDigits = 24;
const mostHigh = 10n ** BigInt(38 - lowDigits);

/** Ten billion inputs of a narrower type do not leave DECIMAL(38). */
export const isWide = (type: Type): type is Decimal => type.kind === 'decimal' && type.precision > 28;

const wide = ({ scale }: Decimal): Decimal => ({ kind: 'decimal', precision: 38, scale });

/** `s`: the ends of the inputs; `high`: what stands before them. */
export const wideState = (type: Decimal): readonly Column[] => [
  { name: 's', type: wide(type) },
  { name: 'high', type: exactInteger },
];

/** A one of the high part. */
const stepOf = ({ scale }: Decimal): Expr => {
  const digits = lowDigits - scale;
  const text = digits >= 0 ? `1${'0'.repeat(digits)}` : `0.${'0'.repeat(-digits - 1)}1`;
  return { kind: 'literal', value: text, type: { kind: 'decimal', precision: 38, scale } };
};

const low = (value: Expr, type: Decimal): Expr => call('remainder', [value, stepOf(type)], wide(type));

const high = (value: Expr, type: Decimal): Expr => {
  const whole = call('subtract', [value, low(value, type)], wide(type));
  const steps = call('divide', [cast(whole, double), doubleLiteral(Number(`1e${lowDigits - type.scale}`))], double);
  return cast(call('round', [steps], double), bigint);
};

export const liftWide = (value: Expr, type: Decimal): readonly Call[] => {
  const input = cast(value, wide(type));
  return [
    { state: 's', fn: 'sum', args: [low(input, type)], type: wide(type) },
    { state: 'high', fn: 'sum', args: [high(input, type)], type: exactInteger },
  ];
};

export const mergeWide = (state: State, type: Decimal): readonly Call[] => [
  { state: 's', fn: 'sum', args: [state('s')], type: wide(type) },
  { state: 'high', fn: 'sum', args: [state('high')], type: exactInteger },
];

/** The sum, where it fits its type; whether it does not; and about how much it is, at any size. */
export const wideTotal = (
  state: State,
  type: Decimal,
): { readonly sum: Expr; readonly outside: Expr; readonly rough: Expr } => {
  const step = stepOf(type);
  const end = low(state('s'), type);
  const before = call('add', [state('high'), high(state('s'), type)], exactInteger);
  const integer = (value: bigint): Expr => ({ kind: 'literal', value: String(value), type: exactInteger });
  const zero = cast(integer(0n), wide(type));
  const outside = or(
    compare('gt', before, integer(mostHigh)),
    compare('lt', before, integer(-mostHigh)),
    and(compare('eq', before, integer(mostHigh)), compare('ge', end, zero)),
    and(compare('eq', before, integer(-mostHigh)), compare('le', end, zero)),
  );
  /** One step is left to the end, so that a sum just below 10^38 does not reach it on the way. */
  const from = (sign: 'add' | 'subtract'): Expr => {
    const nearer = call(sign === 'add' ? 'subtract' : 'add', [before, integer(1n)], exactInteger);
    const steps = call('multiply', [cast(nearer, { ...exactInteger, precision: 15 } as Type), step], wide(type));
    return call('add', [steps, call(sign, [end, step], wide(type))], wide(type));
  };
  const sum = caseWhen(compare('ge', before, integer(0n)), from('add'), from('subtract'));
  const size = doubleLiteral(Number(`1e${lowDigits - type.scale}`));
  const rough = call('add', [call('multiply', [cast(before, double), size], double), cast(end, double)], double);
  return { sum, outside, rough };
};
