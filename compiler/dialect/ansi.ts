import { comma, type Fragment, f, joined, word } from '../sql/fragment.ts';
import type { Dialect, Spell } from './dialect.ts';

const infix =
  (operator: string): Spell =>
  (args) =>
    f`(${joined(args, word(` ${operator} `))})`;

export const call =
  (functionName: string): Spell =>
  (args) =>
    f`${word(functionName)}(${joined(args, comma)})`;

const argument = (args: readonly Fragment[], index: number): Fragment => {
  const found = args[index];
  if (found === undefined) throw new Error(`internal: argument ${index} is missing`);
  return found;
};

const postfix =
  (operator: string): Spell =>
  (args) =>
    f`(${argument(args, 0)} ${word(operator)})`;

/** What most engines agree on; a dialect spells the rest and may replace any of it. */
export const ansi = {
  quoteName: (name) => `"${name.replaceAll('"', '""')}"`,
  quoteString: (text) => `'${text.replaceAll("'", "''")}'`,
  scalar: {
    and: infix('AND'),
    or: infix('OR'),
    not: (args) => f`(NOT ${argument(args, 0)})`,
    eq: infix('='),
    ne: infix('<>'),
    lt: infix('<'),
    le: infix('<='),
    gt: infix('>'),
    ge: infix('>='),
    is_null: postfix('IS NULL'),
    is_not_null: postfix('IS NOT NULL'),
    is_not_distinct: infix('IS NOT DISTINCT FROM'),
    in: (args) => f`(${argument(args, 0)} IN (${joined(args.slice(1), comma)}))`,
    add: infix('+'),
    subtract: infix('-'),
    multiply: infix('*'),
    remainder: infix('%'),
    sqrt: call('sqrt'),
    power: call('pow'),
    least: call('least'),
    greatest: call('greatest'),
    coalesce: call('coalesce'),
    nullif: call('nullif'),
    floor: call('floor'),
    round: call('round'),
  },
  aggregate: {
    count: 'count',
    sum: 'sum',
    min: 'min',
    max: 'max',
    any_value: 'any_value',
    max_k: 'max',
    min_k: 'min',
    collect: 'list',
  },
} satisfies {
  readonly quoteName: Dialect['quoteName'];
  readonly quoteString: Dialect['quoteString'];
  readonly scalar: Partial<Dialect['scalar']>;
  readonly aggregate: Dialect['aggregate'];
};

export { argument };
