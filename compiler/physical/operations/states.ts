import { cast, column } from '../../expr.ts';
import type { AggregateCall, Expr, Rel, Type } from '../../relation.ts';
import { aggregate, columnOf, joinOn, project } from '../../relations.ts';
import { sameType } from '../../types.ts';
import type { Merge, Options, Place, RowOperation, State } from './operation.ts';

/** A row operation over inputs of one type; its state columns are called `name.column`. */
export type Stateful = {
  readonly name: string;
  readonly operation: RowOperation;
  readonly type: Type;
  readonly options: Options;
};

/** A state of raw values: of the rows that pass `filter`, null values left out. */
export type Lifted = Stateful & { readonly value: Expr; readonly ts: Expr; readonly filter: Expr | null };

/** A state of the states called `from`: of the rows that pass `filter`. */
export type Merged = Stateful & { readonly from: string; readonly filter: Expr | null };

/**
 * The states of groups of values: `by` and the state columns, in their declared types, so that they can be stored.
 * `rows` must be cheap to read twice where an operation is centred.
 */
export const liftStates = (rows: Rel, by: readonly string[], of: readonly Lifted[]): Rel => {
  const input = withCentres(rows, { by, of, least: (one) => one.value });
  const made = of.flatMap((one) => {
    const centre = one.operation.centred ? centreOf(one) : null;
    return one.operation
      .lift({ value: one.value, ts: one.ts, centre }, one.options)
      .map((merge): Made => ({ one, merge, filter: one.filter }));
  });
  return gathered(input, by, made);
};

/**
 * The states of groups of states, in the form of `liftStates`, so that they can be merged again. `states` must be cheap
 * to read twice where an operation is centred.
 */
export const mergeStates = (states: Rel, by: readonly string[], of: readonly Merged[]): Rel => {
  const input = withCentres(states, { by, of, least: (one) => stateOf(one, one.from)('c') });
  const made = of.flatMap((one) => {
    const centre = one.operation.centred ? centreOf(one) : null;
    return one.operation
      .merge({ state: stateOf(one, one.from), type: one.type, centre }, one.options)
      .map((merge): Made => ({ one, merge, filter: one.filter }));
  });
  return gathered(input, by, made);
};

/** The value of a state, over its columns. */
export const finaliseState = (one: Stateful, place: Place): Expr =>
  one.operation.finalise(stateOf(one, one.name), { type: one.type, options: one.options }, place);

type Made = { readonly one: Stateful; readonly merge: Merge; readonly filter: Expr | null };

const typeIn = ({ operation, type, options }: Stateful, state: string): Type => {
  const found = operation.state(type, options).find((one) => one.name === state);
  if (found === undefined) throw new Error(`internal: no state ${state}`);
  return found.type;
};

const stateOf =
  (one: Stateful, name: string): State =>
  (state) =>
    column(`${name}.${state}`, typeIn(one, state));

const centreName = ({ name }: Stateful): string => `${name}.centre`;

const centreOf = (one: Stateful): Expr => column(centreName(one), one.type);

/** The rows, each with the least value of its group for the operations that are centred. */
const withCentres = <One extends Stateful & { readonly filter: Expr | null }>(
  rows: Rel,
  request: { readonly by: readonly string[]; readonly of: readonly One[]; readonly least: (one: One) => Expr },
): Rel => {
  const { by, of, least } = request;
  const calls = of
    .filter((one) => one.operation.centred)
    .map((one): AggregateCall => {
      const value = least(one);
      return { output: centreName(one), fn: 'min', args: [value], filter: one.filter, type: value.type };
    });
  return calls.length === 0 ? rows : joinOn('inner', { left: rows, right: aggregate(rows, by, calls) }, by);
};

const gathered = (rows: Rel, by: readonly string[], made: readonly Made[]): Rel => {
  const calls = made.map(({ one, merge, filter }): AggregateCall => {
    const { state, finish: _finish, ...rest } = merge;
    return { ...rest, output: `${one.name}.${state}`, filter };
  });
  const groups = aggregate(rows, by, calls);
  return project(groups, [
    ...by.map((name) => ({ name, expr: column(name, columnOf(groups, name).type) })),
    ...made.map(({ one, merge: { state, type, finish } }) => {
      const name = `${one.name}.${state}`;
      const given = column(name, type);
      return { name, expr: declared(finish === undefined ? given : finish(given), typeIn(one, state)) };
    }),
  ]);
};

/** An exact sum of integers is wider in some engines than a decimal, and than what a table can hold. */
const declared = (value: Expr, type: Type): Expr =>
  type.kind === 'decimal' || !sameType(value.type, type) ? cast(value, type) : value;
