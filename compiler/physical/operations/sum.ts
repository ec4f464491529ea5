import {
  bigint,
  call,
  caseWhen,
  cast,
  compare,
  double,
  exactInteger,
  finite,
  isFloat,
  or,
  string,
  textLiteral,
} from '../../expr.ts';
import type { Column, Expr, Type } from '../../relation.ts';
import { exactState, exactTotal, liftExact, mergeExact } from './exact.ts';
import type { Call, Options, Partials, Place, RowOperation, State } from './operation.ts';
import { isWide, liftWide, mergeWide, wideState, wideTotal } from './wide-decimal.ts';

/** What SUM and AVERAGE take. */
export const isNumeric = (type: Type): boolean =>
  isFloat(type) || type.kind === 'int' || type.kind === 'bigint' || type.kind === 'decimal';

/** Integers and decimals are summed exactly, floats in double unless the author asked for `exact`. */
const typeOfSum = (input: Type): Type => {
  if (isFloat(input)) return double;
  return input.kind === 'decimal' ? { ...input, precision: 38 } : exactInteger;
};

export const sumState = (input: Type, { exact }: Options): readonly Column[] => {
  if (exact !== null) return exactState;
  return isWide(input) ? wideState(input) : [{ name: 's', type: typeOfSum(input) }];
};

export const liftSum = (value: Expr, { exact }: Options): readonly Call[] => {
  if (exact !== null) return liftExact(value, exact);
  if (isWide(value.type)) return liftWide(value, value.type);
  return [{ state: 's', fn: 'sum', args: [addend(value)], type: typeOfSum(value.type) }];
};

export const mergeSum = ({ state, type }: Partials, { exact }: Options): readonly Call[] => {
  if (exact !== null) return mergeExact(state);
  return isWide(type) ? mergeWide(state, type) : [{ state: 's', fn: 'sum', args: [state('s')], type: typeOfSum(type) }];
};

/** Booleans count as 0 and 1; FLOAT is summed as DOUBLE. */
const addend = (value: Expr): Expr => {
  if (value.type.kind === 'boolean') return cast(value, bigint);
  return value.type.kind === 'float' ? cast(value, double) : value;
};

const literal = (value: string, type: Type): Expr => ({ kind: 'literal', value, type });

/** A sum outside its type stops the run, naming the key: never a wrap. */
const ranged = (state: State, input: Type, place: Place): Expr => {
  const output = sum.output(input, noOptions);
  const { sum: value, outside } = isWide(input) ? wideTotal(state, input) : plainTotal(state('s'), output);
  const told = textLiteral(`CHR2102 ${place.output}: the sum does not fit its type, for key `);
  const message = call('concat', [told, place.key], string);
  return caseWhen(outside, cast(call('raise', [message], output), output), cast(value, output));
};

const noOptions: Options = { k: null, percentiles: null, exact: null };

const plainTotal = (value: Expr, output: Type): { readonly sum: Expr; readonly outside: Expr } => {
  const [least, most] =
    output.kind === 'bigint'
      ? [literal('-9223372036854775808', exactInteger), literal('9223372036854775807', exactInteger)]
      : bounds(output.kind === 'decimal' ? output.scale : 0);
  return { sum: value, outside: or(compare('lt', value, least), compare('gt', value, most)) };
};

const bounds = (scale: number): readonly [Expr, Expr] => {
  const digits = '9'.repeat(38 - scale);
  const text = scale === 0 ? digits : `${digits === '' ? '0' : digits}.${'9'.repeat(scale)}`;
  const type: Type = { kind: 'decimal', precision: 38, scale };
  return [literal(`-${text}`, type), literal(text, type)];
};

/** SUM: integers to BIGINT, decimals to DECIMAL(38, s), floats to DOUBLE. */
export const sum: RowOperation = {
  shape: 'row',
  semantics: 1,
  accepts: (input) => isNumeric(input) || input.kind === 'boolean',
  needs: 'long, double, decimal or boolean',
  output: (input) => (isFloat(input) ? double : input.kind === 'decimal' ? { ...input, precision: 38 } : bigint),
  timed: false,
  reverses: true,
  centred: false,
  state: sumState,
  lift: ({ value }, options) => liftSum(value, options),
  merge: mergeSum,
  finalise: (state, { type, options }, place) => {
    if (options.exact !== null) return exactTotal(state, options.exact, place);
    return isFloat(type) ? finite(cast(state('s'), double)) : ranged(state, type, place);
  },
};
