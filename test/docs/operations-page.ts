import { readFileSync } from 'node:fs';
import { type Bind, choose, duckdb, scriptSql } from '#compiler';
import { bigint, bigintLiteral, column, compare } from '#compiler/expr';
import { operations } from '#compiler/physical/operations/index';
import type { Call, Operation, Options } from '#compiler/physical/operations/operation';
import type { OperationName, Type } from '#compiler/plan';
import type { Expr } from '#compiler/relation';
import { aggregateCall, expression } from '#compiler/sql/expression';
import { render } from '#compiler/sql/render';
import { showType, typeOf } from '#compiler/types';
import { type AnyAggregation, type ColumnType, decimal, list, long, map, string } from '#dsl';
import { nodeOf } from '../evaluate.ts';
import { build, callName, type Example, examples, type Written } from './operation-examples.ts';
import { definitionOf, type Form, outcome, showCell } from './operation-outcome.ts';

/** docs/operations.md: what the code says of each operation, and what each example gives when it is run. */
export const operationsPage = async (): Promise<string> => {
  const sections: string[] = [];
  for (const example of examples) sections.push(await section(example));
  return `${head}\n${index()}\n${await formsSection()}\n${await exactSection()}\n${sections.join('\n')}`;
};

const head = `# Operations

<!-- Made by \`npm run docs:operations\` from the code; every value was computed. A test compares it. -->

What an aggregation gives for a key: from the values of one column, in one window or in all time.

- **Null** is not an input. Where no input is left the result is null: also a count, which is never 0; a list or map is never empty.
- **NaN and infinities** of doubles are null, also inside lists and maps; -0.0 is 0.0. A result that is not finite is null.
- **Ties in time** are broken by value, so that every list has one right answer.
- **Order of values**: numbers by size, text by its UTF-8 bytes, false before true, lists element by element.
- Longs and decimals are exact; a sum outside its type is an error that names the key. Doubles agree within 1e-9 of the size of the sum, or [exactly](#exact-sums-of-doubles) where that is asked for; nothing else may differ.
- What is called approximate promises a bound; today it is computed exactly.

In the SQL below \`"value"\` is the input and \`"ts"\` its time. A window is a FILTER or a column that is null outside of it; \`State\` is what is kept for a key, \`Value\` is made of it. For operations that keep values beside the key, a row for each (key, value) with \`n\`, how often it was seen, \`"running"\` is the sum of \`n\` up to a value and \`"total"\` that of all.
`;

const index = (): string =>
  [
    '| in a definition | column of the example below | inputs |',
    '|---|---|---|',
    ...examples.map((example) => {
      const name = callName(example.op);
      return `| [${name}](#${name.toLowerCase()}) | \`${built(example).names[0]}\` | ${operation(example.op).needs} |`;
    }),
    '',
  ].join('\n');

const built = ({ op, type, options }: Example): AnyAggregation =>
  build(op)({ kind: 'column', name: 'value', type }, options);

const operation = (op: string): Operation => operations[op as OperationName];

const inputTypes: readonly ColumnType[] = [
  ...(['long', 'double', 'boolean', 'string', 'date', 'timestamp'] as const),
  decimal(10, 2),
  list(string),
  map(string, long),
];

const optionsOf = (example: Example): Options => {
  const { k, percentiles, exact } = built(example);
  return { k, percentiles, exact };
};

/** `long` gives `long`, one a line of the table, types with the same output together. */
const outputs = (example: Example): string => {
  const by = new Map<string, string[]>();
  for (const declared of inputTypes) {
    const type = typed(declared);
    if (!operation(example.op).accepts(type)) continue;
    const made = showType(operation(example.op).output(type, optionsOf(example)));
    by.set(made, [...(by.get(made) ?? []), showType(type)]);
  }
  return [...by].map(([made, from]) => `${from.join(', ')} → ${made}`).join('; ');
};

const typed = (declared: ColumnType): Type => {
  const type = typeOf(declared);
  if (type === null) throw new Error('not a type');
  return type;
};

const call = ({ op, options }: Pick<Example, 'op' | 'options'>, column = 'c.value', more = ''): string => {
  const written = Object.entries(options ?? {}).map(
    ([name, value]) => `${name}: ${JSON.stringify(value).replaceAll(',', ', ')}`,
  );
  const all = [...written, ...(more === '' ? [] : [more])];
  return `${callName(op)}(${column}${all.length === 0 ? '' : `, { ${all.join(', ')} }`})`;
};

const section = async (example: Example): Promise<string> => {
  const { op, type, values, ties } = example;
  const of = operation(op);
  const plain = await outcome({ example, values });
  const nulls = await outcome({ example, values: [null, null] });
  const k = ties.values !== null && ties.k !== undefined ? { options: { ...example.options, k: ties.k } } : {};
  const tied =
    ties.values === null
      ? ''
      : `: \`${call({ ...example, ...k })}\` of ${shown(ties.values)} at one time is \`${showCell(
          await outcome({ example: { ...example, ...k }, values: ties.values, apart: 0 }),
        )}\``;
  const rows = [
    ['inputs', `${of.needs}${of.timed ? '; a list or map is one value' : '; the elements of a list, a map by key'}`],
    ['output', outputs(example)],
    ['null', `of nulls alone: \`${showCell(nulls)}\``],
    ['NaN', await notNumbers(example)],
    ['ties', `${ties.rule}${tied}`],
    ['example', `\`${call(example)}\` of ${shown(values)} is \`${showCell(plain)}\``],
  ];
  return [
    `## ${callName(op)}\n`,
    `${docComments().get(callName(op)) ?? ''}\n`,
    '| | |',
    '|---|---|',
    ...rows.map(([name, text]) => `| ${name} | ${text} |`),
    '',
    `\`\`\`sql\n${sqlOf(example, typed(type))}\n\`\`\`\n`,
  ].join('\n');
};

const notNumbers = async (example: Example): Promise<string> => {
  if (!operation(example.op).accepts(typed('double'))) return 'doubles are no input';
  const double: Example = { ...example, type: 'double' };
  const numbers = [1.5, 4, 2.5, 2.5];
  const mixed = [Number.NaN, 1.5, 4, Number.POSITIVE_INFINITY, 2.5, 2.5, Number.NEGATIVE_INFINITY];
  const value = showCell(await outcome({ example: double, values: mixed }));
  const without = showCell(await outcome({ example: double, values: numbers }));
  if (value !== without) throw new Error(`${example.op}: NaN counts, ${value} is not ${without}`);
  return `not an input: of ${shown(mixed)} \`${value}\``;
};

const shown = (values: readonly Written[]): string =>
  values.map((value) => (typeof value === 'string' ? `'${value}'` : String(value))).join(', ');

const bind: Bind = ({ ref }) => ref.slice(ref.lastIndexOf('/') + 1);

const sqlOf = (example: Example, type: Type): string => {
  const options = optionsOf(example);
  const of = operation(example.op);
  const value = column('value', type);
  const text = (expr: Expr): string => render(expression(expr, duckdb), duckdb, bind);
  const state = (calls: readonly Call[]) => (name: string) =>
    column(name, calls.find((one) => one.state === name)?.type ?? type);
  const lines = (calls: readonly Call[]): readonly string[] =>
    calls.map(
      (one) =>
        `${render(aggregateCall({ ...one, output: one.state, filter: null }, duckdb), duckdb, bind)} AS ${one.state}`,
    );
  if (of.shape === 'row') {
    const calls = of.lift(
      { value, ts: column('ts', bigint), centre: of.centred ? column('least', type) : null },
      options,
    );
    const kept = of.state(type, options).map((one) => `${one.name} ${duckdb.type(one.type)}`);
    const centre = of.centred ? ['-- "least" is min("value") of the key and window, found before'] : [];
    const done = of.finalise(
      state(calls),
      { type, options },
      { output: `..._${example.op}`, key: column('key', { kind: 'string' }) },
    );
    return [`-- State: ${kept.join(', ')}`, ...centre, ...lines(calls), '-- Value', text(done)].join('\n');
  }
  const n = column('n', bigint);
  const calls = of.collect(
    {
      value,
      n,
      seen: compare('gt', n, bigintLiteral(0)),
      running: of.ranked ? column('running', bigint) : null,
      total: of.ranked ? column('total', bigint) : null,
    },
    options,
  );
  const kept = `value ${duckdb.type(type)}, n BIGINT, a row for each value`;
  return [`-- State: ${kept}`, ...lines(calls), '-- Value', text(of.finalise(state(calls), { type, options }))].join(
    '\n',
  );
};

const forms: readonly (Form & { readonly title: string; readonly says: string })[] = [
  {
    title: 'A list',
    says: 'Every element is an input; `first`, `last`, `firstK` and `lastK` take the list as one value.',
    column: list(long),
    rows: ['[1, 2]', 'NULL', '[3, NULL]'],
  },
  {
    title: 'A map',
    says: 'One result for each key, in the order of keys; null keys and null results are left out.',
    column: map(string, long),
    rows: ["MAP {'a': 1, 'b': 2}", "MAP {'a': 3, 'c': NULL}"],
  },
  {
    title: 'Buckets',
    says: 'A map by the values of a text column, one for each of `buckets`; rows with a null bucket are skipped.',
    column: long,
    rows: ['1', '2', '4', '8'],
    buckets: ["'x'", "'y'", "'x'", 'NULL'],
  },
  {
    title: 'elementWise',
    says: 'Position by position. Lists of two lengths and null elements are an error that names the key; null lists are not.',
    column: list(long),
    rows: ['[1, 2]', 'NULL', '[3, 4]'],
    elementWise: true,
  },
];

const formsSection = async (): Promise<string> => {
  const sum: Example = { op: 'sum', type: long, values: [], ties: { rule: '', values: null } };
  const parts: string[] = [
    '## Lists, maps, buckets, elementWise\n',
    'Any operation takes each form that its inputs allow; the four that go by time take no `elementWise`.\n',
  ];
  for (const form of forms) {
    const more =
      form.buckets !== undefined ? 'buckets: [c.bucket]' : form.elementWise === true ? 'elementWise: true' : '';
    const of = form.rows
      .map((row, index) => `\`${row}\`${form.buckets === undefined ? '' : ` in \`${form.buckets[index]}\``}`)
      .join(', ');
    const value = showCell(await outcome({ example: sum, form }));
    parts.push(`**${form.title}.** ${form.says} \`${call(sum, 'c.value', more)}\` of ${of} is \`${value}\`.\n`);
  }
  const bucketed = forms.find(({ buckets }) => buckets !== undefined);
  const node = await nodeOf(definitionOf(sum, bucketed));
  const day = '2000-01-01';
  const { temps, outputs: made } = scriptSql(choose(node, { start: day, end: day, latest: day }), bind);
  const whole = [
    ...temps.map(({ name, sql }) => `CREATE TEMP TABLE "${name}" AS\n${sql};`),
    ...made.map(({ sql }) => `${sql};`),
  ];
  parts.push(`All of the SQL for the buckets, for ${day}:\n\n\`\`\`sql\n${whole.join('\n\n')}\n\`\`\`\n`);
  return parts.join('\n');
};

/** `exact` of sum and average: three examples, and the SQL of one. */
const exactSection = async (): Promise<string> => {
  const of = (op: string, exact: number, values: readonly Written[]): Example => ({
    ...{ op, type: 'double', values, options: { exact } },
    ties: { rule: '', values: null },
  });
  const shownOf = async (example: Example): Promise<string> =>
    `\`${call(example)}\` of ${shown(example.values)} is \`${showCell(await outcome({ example, values: example.values }))}\``;
  const sum = of('sum', 2, [1e16, 1, -1e16]);
  return `## Exact sums of doubles

A sum of doubles depends on the order of its rows in the last digits. With \`exact: s\` (0 to 38, a number written in the definition) \`sum\` and \`average\` have the same bits in every run: each value is multiplied by 10^s as a double and rounded to a whole number, halves away from 0; these are summed as DECIMAL(38), and the result is the double nearest to the sum (an average: divided by the count). ${await shownOf(sum)}; ${await shownOf(of('sum', 2, [1.005, 1.115]))}, because 1.005 * 100 is ${1.005 * 100} and 1.115 * 100 is ${1.115 * 100}; ${await shownOf(of('average', 0, [0.5, 1.5, 2.5]))}.

A value of size 10^(28-s) or more is an error that names the key (CHR2102): no number of smaller ones leaves DECIMAL(38). The column's name does not change, so of one input, operation and window there is either the exact column or the other. Longs and decimals are exact anyway and take no \`exact\`.

\`\`\`sql
${sqlOf(sum, typed('double'))}
\`\`\`
`;
};

/** The doc comments of the functions, which are what an editor shows. */
const docComments = (): ReadonlyMap<string, string> =>
  new Map(
    [...readFileSync('dsl/aggregation.ts', 'utf8').matchAll(/\/\*\* (.*?) \*\/\nexport const (\w+)/g)].map(
      ([, text = '', name = '']) => [name, text],
    ),
  );
