import { caseWhen, column, columnsIn, positiveZero } from '../expr.ts';
import type { AggregateCall, Expr, Rel } from '../relation.ts';
import { aggregate, joinOn, project } from '../relations.ts';
import { keyText } from './key-text.ts';
import type { Call } from './operations/operation.ts';
import { type Moment, optionsOf, type RowAggregate, stateName, unique } from './pass.ts';
import { isLeft, netCall, signedCalls, signedState } from './signed.ts';
import { type Seen, seenIn, withWindowColumns } from './window-column.ts';

/** The value an aggregate sees in the rows of its pass. */
export type ValueOf = (one: RowAggregate['one']) => Expr;

type Passed = RowAggregate & { readonly seen: Seen };

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
  moment: Moment,
): Rel => {
  const { by, aggregates, value, also = [] } = request;
  const passed = aggregates.map(
    (aggregate): Passed => ({ ...aggregate, seen: seenIn(aggregate.one, value(aggregate.one), moment) }),
  );
  const read = withWindowColumns(
    rows,
    passed.map(({ seen }) => seen),
  );
  const centres = unique(passed.flatMap(centreCall));
  const input = centres.length === 0 ? read : joinOn('inner', { left: read, right: aggregate(read, by, centres) }, by);
  // Longest windows first: the states that nearly every row changes lie together, next to the key.
  const byLength = passed.toSorted((left, right) => lengthOf(right.one) - lengthOf(left.one));
  const calls = byLength.flatMap((one) => stateCalls(one, moment));
  const groups = aggregate(input, by, unique([...calls, ...also]));
  const values = passed.map((one) => ({ name: one.one.output, expr: finalised(one, moment) }));
  const kept = new Set([...by, ...also.map((call) => call.output)]);
  return project(withKeys(groups, values, moment), [
    ...groups.columns
      .filter((one) => kept.has(one.name))
      .map((one) => ({ name: one.name, expr: column(one.name, one.type) })),
    ...values,
  ]);
};

/** The groups, with the keys beside them where a value's message names them. */
export const withKeys = (
  groups: Rel,
  values: readonly { readonly expr: Expr }[],
  moment: Pick<Moment, 'node' | 'keyed'>,
): Rel => {
  const keys = new Set(moment.node.keys.map((key) => key.name));
  return values.some(({ expr }) => columnsIn(expr).some((name) => keys.has(name))) ? moment.keyed(groups) : groups;
};

const lengthOf = ({ windowMs }: RowAggregate['one']): number => windowMs ?? Number.MAX_SAFE_INTEGER;

/** True where the rows are read twice. */
export const isCentred = (aggregates: readonly RowAggregate[]): boolean =>
  aggregates.some((one) => one.operation.centred);

const centreName = ({ one }: Passed): string => stateName(one, { state: 'centre', fn: 'min' });

const centreCall = (one: Passed): readonly AggregateCall[] => {
  if (!one.operation.centred) return [];
  const { value, filter } = one.seen;
  return [{ output: centreName(one), fn: 'min', args: [value], filter, type: value.type }];
};

const lifted = (passed: Passed, { time }: Moment): readonly Call[] => {
  const { one, operation, seen } = passed;
  const centre = operation.centred ? column(centreName(passed), seen.value.type) : null;
  return operation.lift({ value: seen.value, ts: time, centre }, optionsOf(one));
};

const stateCalls = (passed: Passed, moment: Moment): readonly AggregateCall[] => {
  const { one, seen } = passed;
  const calls = lifted(passed, moment).map((call): AggregateCall => {
    const { state: _state, ...rest } = call;
    return { ...rest, output: stateName(one, call), filter: seen.filter };
  });
  const { sign } = moment;
  if (sign === null) return calls;
  return [...calls, netCall(netName(passed), seen.value, seen.filter)].flatMap((call) => signedCalls(call, sign));
};

const netName = ({ one }: Passed): string => stateName(one, { state: 'net', fn: 'count' });

const finalised = (passed: Passed, moment: Moment): Expr => {
  const { one, operation, seen } = passed;
  const calls = lifted(passed, moment);
  const state = (name: string): Expr => {
    const found = calls.find((call) => call.state === name);
    if (found === undefined) throw new Error(`internal: ${one.op} has no state ${name}`);
    const stored = stateName(one, found);
    return moment.sign === null ? column(stored, found.type) : signedState(stored, found);
  };
  const input = { type: seen.value.type, options: optionsOf(one) };
  const value = operation.finalise(state, input, { output: one.output, key: keyText(moment.node) });
  return moment.sign === null ? value : caseWhen(isLeft(netName(passed)), positiveZero(value));
};
