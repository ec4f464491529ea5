/** Factories of relations: each works out the columns of its result. */
import type { AggregateCall, Column, Expr, Rel } from './relation.ts';

export const scan = (
  ref: string,
  columns: readonly Column[],
  partitions: Extract<Rel, { kind: 'scan' }>['partitions'],
): Extract<Rel, { kind: 'scan' }> => ({
  kind: 'scan',
  ref,
  partitions,
  columns,
});

export const temp = (name: string, columns: readonly Column[]): Rel => ({ kind: 'temp', name, columns });

export const project = (input: Rel, outputs: readonly { readonly name: string; readonly expr: Expr }[]): Rel => ({
  kind: 'project',
  input,
  outputs,
  columns: outputs.map(({ name, expr }) => ({ name, type: expr.type })),
});

export const filter = (input: Rel, condition: Expr): Rel => ({
  kind: 'filter',
  input,
  condition,
  columns: input.columns,
});

export const aggregate = (input: Rel, keys: readonly string[], calls: readonly AggregateCall[]): Rel => ({
  kind: 'aggregate',
  input,
  keys,
  calls,
  columns: [
    ...keys.map((key) => columnOf(input, key)),
    ...calls.map((call) => ({ name: call.output, type: call.type })),
  ],
});

/** The distinct keys of a relation. */
export const keysOf = (input: Rel, keys: readonly string[]): Rel => aggregate(input, keys, []);

export const keySlice = (
  input: Rel,
  keys: readonly string[],
  slice: { readonly of: number; readonly at: number },
): Rel => ({
  kind: 'key-slice',
  input,
  keys,
  slices: slice.of,
  slice: slice.at,
  columns: input.columns,
});

export const union = (inputs: readonly Rel[]): Rel => {
  const [first] = inputs;
  if (first === undefined) throw new Error('internal: a union of nothing');
  return inputs.length === 1 ? first : { kind: 'union', inputs, columns: first.columns };
};

/** Null-safe join on columns of one name; the result has the left's columns, then the right's others. */
export const joinOn = (
  type: 'inner' | 'left',
  sides: { readonly left: Rel; readonly right: Rel },
  keys: readonly string[],
): Rel => ({
  kind: 'join',
  type,
  left: sides.left,
  right: sides.right,
  on: keys.map((key) => ({ left: key, right: key })),
  condition: null,
  columns: [...sides.left.columns, ...sides.right.columns.filter((column) => !keys.includes(column.name))],
});

/** A row for each element of a list column; the list itself is left out. */
export const unnest = (
  input: Rel,
  names: { readonly list: string; readonly element: string; readonly position: string | null },
): Rel => {
  const { type } = columnOf(input, names.list);
  if (type.kind !== 'list') throw new Error(`internal: unnest of a ${type.kind}`);
  const rest = input.columns.filter((column) => column.name !== names.list);
  const element = { name: names.element, type: type.element };
  const position = names.position === null ? [] : [{ name: names.position, type: { kind: 'bigint' } as const }];
  return { kind: 'unnest', input, ...names, columns: [...rest, element, ...position] };
};

/** The input with columns whose expressions see only some of its columns. */
export const derive = (
  input: Rel,
  seen: readonly string[],
  outputs: Extract<Rel, { kind: 'derive' }>['outputs'],
): Rel => ({
  kind: 'derive',
  input,
  seen,
  outputs,
  columns: [...input.columns, ...outputs.map(({ name, expr }) => ({ name, type: expr.type }))],
});

/** The input with running sums and totals of its columns, by key. */
export const running = (
  input: Rel,
  by: { readonly keys: readonly string[]; readonly order: string },
  sums: Extract<Rel, { kind: 'running' }>['sums'],
): Rel => ({
  kind: 'running',
  input,
  ...by,
  sums,
  columns: [
    ...input.columns,
    ...sums.flatMap((sum) => [
      { name: sum.running, type: columnOf(input, sum.of).type },
      { name: sum.total, type: columnOf(input, sum.of).type },
    ]),
  ],
});

/** The rows with a number of their own. */
export const numbered = (input: Rel, output: string): Rel => ({
  kind: 'number',
  input,
  output,
  columns: [...input.columns, { name: output, type: { kind: 'bigint' } }],
});

/** Null-safe join on columns of two names each, with a further condition; `columns` are those that are kept. */
export const joinWhere = (
  type: 'inner' | 'left' | 'anti',
  sides: { readonly left: Rel; readonly right: Rel },
  by: {
    readonly on: readonly { readonly left: string; readonly right: string }[];
    readonly condition: Expr | null;
    readonly columns: readonly Column[];
  },
): Rel => ({ kind: 'join', type, ...sides, ...by });

export const columnOf = (rel: Rel, name: string): Column => {
  const found = rel.columns.find((column) => column.name === name);
  if (found === undefined) throw new Error(`internal: no column ${name} in a ${rel.kind}`);
  return found;
};
