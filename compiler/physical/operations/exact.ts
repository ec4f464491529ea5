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
  not,
  string,
  textLiteral,
} from '../../expr.ts';
import type { Column, Expr } from '../../relation.ts';
import type { Call, Place, State } from './operation.ts';

/**
 * Sums of doubles that are the same in every run: each input becomes a whole number of units of its last digit, and
 * those are summed as decimals. An input has to be below 10^28 units, so that no number of them leaves DECIMAL(38).
 */
const most = 1e28;

/** The units of a value before they are rounded: a product of doubles, the same on every engine. */
const scaled = (value: Expr, exact: number): Expr => {
  const input = value.type.kind === 'double' ? value : cast(value, double);
  return exact === 0 ? input : call('multiply', [input, doubleLiteral(Number(`1e${exact}`))], double);
};

const fits = (units: Expr): Expr =>
  and(compare('gt', units, doubleLiteral(-most)), compare('lt', units, doubleLiteral(most)));

/** `s`: the units; `over`: 1 where an input, also one that was taken back, was too large for them. */
export const exactState: readonly Column[] = [
  { name: 's', type: exactInteger },
  { name: 'over', type: bigint },
];

export const liftExact = (value: Expr, exact: number): readonly Call[] => {
  const units = scaled(value, exact);
  const rounded = cast(call('round', [units], double), exactInteger);
  return [
    { state: 's', fn: 'sum', args: [caseWhen(fits(units), rounded)], type: exactInteger },
    { state: 'over', fn: 'max', args: [caseWhen(not(fits(units)), bigintLiteral(1))], type: bigint },
  ];
};

export const mergeExact = (state: State): readonly Call[] => [
  { state: 's', fn: 'sum', args: [state('s')], type: exactInteger },
  { state: 'over', fn: 'max', args: [state('over')], type: bigint },
];

/** The double nearest to the sum, or the run stops, naming the key of an input that was too large. */
export const exactTotal = (state: State, exact: number, place: Place): Expr => {
  const told = `CHR2102 ${place.output}: a value of size 1e${28 - exact} or more is too large for exact: ${exact}, for key `;
  const message = call('concat', [textLiteral(told), place.key], string);
  // Text is read as the nearest double; a decimal would be cast to one by a division that rounds twice.
  const text = call('concat', [cast(state('s'), string), textLiteral(`e-${exact}`)], string);
  const tooLarge = compare('gt', state('over'), bigintLiteral(0));
  return caseWhen(tooLarge, cast(call('raise', [message], double), double), cast(text, double));
};
