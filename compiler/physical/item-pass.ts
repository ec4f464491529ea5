import { bigint, bigintLiteral, column, compare } from '../expr.ts';
import type { AggregateCall, Expr, Rel } from '../relation.ts';
import { aggregate, columnOf, project, running } from '../relations.ts';
import { type ItemCount, itemStates, itemValue } from './item-states.ts';
import type { Call, Item } from './operations/operation.ts';
import { type ItemAggregate, type Moment, optionsOf, unique, windowName } from './pass.ts';

/** The state column of item states that an aggregate reads: how often a value was seen in its window. */
export const countName = (one: ItemAggregate['one']): string => `__n.${windowName(one)}`;

type Request = {
  readonly by: readonly string[];
  readonly aggregates: readonly ItemAggregate[];
  /** Further columns to keep of each group, over the item rows. */
  readonly also?: readonly AggregateCall[];
};

/**
 * Item states in one pass: (key, value) with how often it was seen in each window, then each aggregate's value from
 * those. `rows` hold one value a row in `__v`, none of them null.
 */
export const itemPass = (rows: Rel, request: Request, moment: Moment): Rel => {
  const counts = new Map(
    request.aggregates.map(({ one }): [string, ItemCount] => [
      countName(one),
      { output: countName(one), filter: moment.window(one) },
    ]),
  );
  const states = itemStates(rows, request.by, { counts: [...counts.values()], sign: moment.sign });
  return finaliseItems(states, { ...request, signed: moment.sign !== null });
};

/** The aggregates' values from item states, whose counts are called as `countName` says. */
export const finaliseItems = (items: Rel, request: Request & { readonly signed: boolean }): Rel => {
  const { by, aggregates, also = [], signed } = request;
  const ranks = [...new Set(aggregates.filter((one) => one.operation.ranked).map(({ one }) => countName(one)))];
  const ranked =
    ranks.length === 0
      ? items
      : running(
          items,
          { keys: by, order: itemValue },
          ranks.map((of) => ({ of, running: `${of}.running`, total: `${of}.total` })),
        );
  const calls = aggregates.flatMap((one) =>
    collected(one, items, signed).map((call): AggregateCall => {
      const { state, ...rest } = call;
      return { ...rest, output: stateName(one, state), filter: null };
    }),
  );
  const grouped = aggregate(ranked, by, unique([...calls, ...also]));
  return project(grouped, [
    ...grouped.columns
      .filter((one) => by.includes(one.name) || also.some((call) => call.output === one.name))
      .map((one) => ({ name: one.name, expr: column(one.name, one.type) })),
    ...aggregates.map((one) => ({ name: one.one.output, expr: finalised(one, items, signed) })),
  ]);
};

const stateName = ({ one }: ItemAggregate, state: string): string => `${one.output}.${state}`;

const collected = ({ one, operation }: ItemAggregate, items: Rel, signed: boolean): readonly Call[] => {
  const n = column(countName(one), bigint);
  const item: Item = {
    value: column(itemValue, columnOf(items, itemValue).type),
    n,
    seen: compare(signed ? 'ne' : 'gt', n, bigintLiteral(0)),
    running: operation.ranked ? column(`${countName(one)}.running`, bigint) : null,
    total: operation.ranked ? column(`${countName(one)}.total`, bigint) : null,
  };
  return operation.collect(item, optionsOf(one));
};

const finalised = (one: ItemAggregate, items: Rel, signed: boolean): Expr => {
  const calls = collected(one, items, signed);
  const state = (name: string): Expr => {
    const found = calls.find((call) => call.state === name);
    if (found === undefined) throw new Error(`internal: ${one.one.op} has no state ${name}`);
    return column(stateName(one, name), found.type);
  };
  const { type } = columnOf(items, itemValue);
  return one.operation.finalise(state, { type, options: optionsOf(one.one) });
};
