import {
  bigint,
  boolean,
  call,
  caseWhen,
  cast,
  compare,
  double,
  exactInteger,
  finite,
  isFloat,
  or,
  textLiteral,
} from '../../expr.ts';
import type { Expr, Type } from '../../relation.ts';
import type { Operation, Place } from './operation.ts';

/** What SUM and AVERAGE take. */
export const isNumeric = (type: Type): boolean =>
  isFloat(type) || type.kind === 'int' || type.kind === 'bigint' || type.kind === 'decimal';

/** Integers and decimals are summed exactly, floats in double. */
export const sumState = (input: Type): Type =>
  isFloat(input) ? double : input.kind === 'decimal' ? { ...input, precision: 38 } : exactInteger;

/** Booleans count as 0 and 1; FLOAT is summed as DOUBLE. */
export const addend = (value: Expr): Expr =>
  value.type.kind === 'boolean' ? cast(value, bigint) : value.type.kind === 'float' ? cast(value, double) : value;

const literal = (value: string): Expr => ({ kind: 'literal', value, type: exactInteger });

/** A sum outside its type stops the run, naming the key: never a wrap. */
const ranged = (sum: Expr, output: Type, place: Place): Expr => {
  const [least, most] =
    output.kind === 'bigint'
      ? [literal('-9223372036854775808'), literal('9223372036854775807')]
      : bounds(output.kind === 'decimal' ? output.scale : 0);
  const message = call(
    'concat',
    [textLiteral(`CHR2102 ${place.output}: the sum does not fit its type, for key `), place.key],
    { kind: 'string' },
  );
  const outside = or(compare('lt', sum, least), compare('gt', sum, most));
  return caseWhen(outside, cast(call('raise', [message], boolean), output), cast(sum, output));
};

const bounds = (scale: number): readonly [Expr, Expr] => {
  const digits = '9'.repeat(38 - scale);
  const text = scale === 0 ? digits : `${digits === '' ? '0' : digits}.${'9'.repeat(scale)}`;
  const type: Type = { kind: 'decimal', precision: 38, scale };
  return [
    { kind: 'literal', value: `-${text}`, type },
    { kind: 'literal', value: text, type },
  ];
};

/** SUM: integers to BIGINT, decimals to DECIMAL(38, s), floats to DOUBLE. */
export const sum: Operation = {
  shape: 'row',
  semantics: 1,
  accepts: (input) => isNumeric(input) || input.kind === 'boolean',
  needs: 'long, double, decimal or boolean',
  output: (input) => (isFloat(input) ? double : input.kind === 'decimal' ? { ...input, precision: 38 } : bigint),
  centred: false,
  state: (input) => [{ name: 's', type: sumState(input) }],
  gather: ({ value }) => [{ state: 's', fn: 'sum', args: [addend(value)], type: sumState(value.type) }],
  finalise: (state, input, place) =>
    isFloat(input) ? finite(state('s')) : ranged(state('s'), sum.output(input), place),
};
