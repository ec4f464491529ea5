import { column } from '../expr.ts';
import type { AggregateCall, Expr, Rel, Type } from '../relation.ts';
import { aggregate, joinOn, project } from '../relations.ts';
import { keyText } from './key-text.ts';
import type { Call } from './operations/operation.ts';
import { type Day, optionsOf, type RowAggregate, stateName, unique, windowFilter } from './pass.ts';
import { timeOf } from './visible.ts';

/** The value an aggregate sees in the rows of its pass. */
export type ValueOf = (one: RowAggregate['one']) => Expr;

/**
 * Row states in one pass: lift and merge of each aggregate's rows, then its value. The result has the grouping columns
 * and one column an aggregate. `rows` must be cheap to read twice (a temporary table) where an operation is centred.
 */
export const rowPass = (
  rows: Rel,
  request: {
    readonly by: readonly string[];
    readonly aggregates: readonly RowAggregate[];
    readonly value: ValueOf;
    /** Further columns to keep of each group. */
    readonly also?: readonly AggregateCall[];
  },
  day: Day,
): Rel => {
  const { by, aggregates, value, also = [] } = request;
  const centres = unique(aggregates.flatMap((one) => centreCall(one, value, day)));
  const input = centres.length === 0 ? rows : joinOn('inner', { left: rows, right: aggregate(rows, by, centres) }, by);
  const calls = aggregates.flatMap((one) =>
    lifted(one, value, day).map((call): AggregateCall => {
      const { state: _state, ...rest } = call;
      return { ...rest, output: stateName(one.one, call), filter: windowFilter(one.one, day) };
    }),
  );
  const grouped = aggregate(input, by, unique([...calls, ...also]));
  return project(grouped, [
    ...grouped.columns
      .filter((one) => by.includes(one.name) || also.some((call) => call.output === one.name))
      .map((one) => ({ name: one.name, expr: column(one.name, one.type) })),
    ...aggregates.map((one) => ({ name: one.one.output, expr: finalised(one, value, day) })),
  ]);
};

/** True where the rows are read twice. */
export const isCentred = (aggregates: readonly RowAggregate[]): boolean =>
  aggregates.some((one) => one.operation.centred);

const centreName = ({ one }: RowAggregate): string => stateName(one, { state: 'centre', fn: 'min' });

const centreCall = (one: RowAggregate, value: ValueOf, day: Day): readonly AggregateCall[] => {
  if (!one.operation.centred) return [];
  const input = value(one.one);
  const filter = windowFilter(one.one, day);
  return [{ output: centreName(one), fn: 'min', args: [input], filter, type: input.type }];
};

const lifted = (one: RowAggregate, value: ValueOf, { node, ds }: Day): readonly Call[] => {
  const input = value(one.one);
  const centre = one.operation.centred ? column(centreName(one), input.type) : null;
  return one.operation.lift({ value: input, ts: timeOf(node, ds), centre }, optionsOf(one.one));
};

const finalised = (one: RowAggregate, value: ValueOf, day: Day): Expr => {
  const calls = lifted(one, value, day);
  const state = (name: string): Expr => {
    const found = calls.find((call) => call.state === name);
    if (found === undefined) throw new Error(`internal: ${one.one.op} has no state ${name}`);
    return column(stateName(one.one, found), found.type);
  };
  const input: { readonly type: Type; readonly options: ReturnType<typeof optionsOf> } = {
    type: value(one.one).type,
    options: optionsOf(one.one),
  };
  return one.operation.finalise(state, input, { output: one.one.output, key: keyText(day.node) });
};
