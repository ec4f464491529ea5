import {
  bigint,
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
import type { Operation, Value } from './operation.ts';
import { isNumeric } from './sum.ts';

const state = (input: Type) => [
  { name: 'n', type: bigint },
  { name: 'c', type: input },
  { name: 's1', type: double },
  { name: 's2', type: double },
];

/** Distance from the centre. Exact subtraction first: at an offset of 1e12 the square of a double has no digits left. */
const distance = ({ value, centre }: Value): Expr => {
  if (centre === null) throw new Error('internal: moments need a centre');
  if (isFloat(value.type)) return call('subtract', [cast(value, double), cast(centre, double)], double);
  const wide: Type = value.type.kind === 'decimal' ? { ...value.type, precision: 38 } : exactInteger;
  const [a, b] = isInteger(value.type) ? [cast(value, wide), cast(centre, wide)] : [value, centre];
  return cast(call('subtract', [a, b], wide), double);
};

const gather: Operation['gather'] = (value) => {
  const d = distance(value);
  return [
    { state: 'n', fn: 'count', args: [value.value], type: bigint },
    { state: 's1', fn: 'sum', args: [d], type: double },
    { state: 's2', fn: 'sum', args: [call('multiply', [d, d], double)], type: double },
  ];
};

/** Population variance from n, s1 = sum(x - c), s2 = sum((x - c)^2). No spread: s2 is exactly 0, as c is a data point. */
const varianceOf = (of: (name: string) => Expr): Expr => {
  const n = cast(of('n'), double);
  const [s1, s2] = [of('s1'), of('s2')];
  const m2 = call('subtract', [s2, call('divide', [call('multiply', [s1, s1], double), n], double)], double);
  // Rounding may leave a tiny negative number where the truth is a tiny positive one.
  const clamped = caseWhen(compare('lt', m2, doubleLiteral(0)), doubleLiteral(0), m2);
  return finite(call('divide', [clamped, n], double));
};

const moments = (finalise: Operation['finalise']): Operation => ({
  shape: 'row',
  semantics: 1,
  accepts: isNumeric,
  needs: 'long, double or decimal',
  output: () => double,
  centred: true,
  state,
  gather,
  finalise,
});

/** VARIANCE: population; one value gives 0. */
export const variance: Operation = moments((of) => varianceOf(of));

/** STDDEV: the square root of VARIANCE. */
export const stddev: Operation = moments((of) => call('sqrt', [varianceOf(of)], double));
