import { bigint, bigintLiteral, column, compare } from '../expr.ts';
import type { AggregateCall, Expr, Rel, Type } from '../relation.ts';
import { aggregate, project, running } from '../relations.ts';
import type { Call, Item } from './operations/operation.ts';
import { type Day, type ItemAggregate, optionsOf, unique, windowFilter, windowName } from './pass.ts';

/** The value of a row in a pass over items. */
export const itemValue = '__v';

const countName = (one: ItemAggregate['one']): string => `__n.${windowName(one)}`;

/**
 * Item states in one pass: (key, value) with how often it was seen in each window, then each aggregate's value from
 * those. `rows` hold one value a row in `__v`, none of them null.
 */
export const itemPass = (
  rows: Rel,
  request: {
    readonly by: readonly string[];
    readonly aggregates: readonly ItemAggregate[];
    /** Further columns to keep of each group, over the item rows. */
    readonly also?: readonly AggregateCall[];
  },
  day: Day,
): Rel => {
  const { by, aggregates, also = [] } = request;
  const counts = unique(
    aggregates.map(({ one }) => ({
      output: countName(one),
      fn: 'count_rows' as const,
      args: [],
      filter: windowFilter(one, day),
      type: bigint,
    })),
  );
  const items = aggregate(rows, [...by, itemValue], counts);
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
    collected(one, rows).map((call): AggregateCall => {
      const { state, ...rest } = call;
      return { ...rest, output: stateName(one, state), filter: null };
    }),
  );
  const grouped = aggregate(ranked, by, unique([...calls, ...also]));
  return project(grouped, [
    ...grouped.columns
      .filter((one) => by.includes(one.name) || also.some((call) => call.output === one.name))
      .map((one) => ({ name: one.name, expr: column(one.name, one.type) })),
    ...aggregates.map((one) => ({ name: one.one.output, expr: finalised(one, rows) })),
  ]);
};

const stateName = ({ one }: ItemAggregate, state: string): string => `${one.output}.${state}`;

const valueType = (rows: Rel): Type => {
  const found = rows.columns.find((one) => one.name === itemValue);
  if (found === undefined) throw new Error('internal: an item pass without values');
  return found.type;
};

const collected = ({ one, operation }: ItemAggregate, rows: Rel): readonly Call[] => {
  const n = column(countName(one), bigint);
  const item: Item = {
    value: column(itemValue, valueType(rows)),
    n,
    seen: compare('gt', n, bigintLiteral(0)),
    running: operation.ranked ? column(`${countName(one)}.running`, bigint) : null,
    total: operation.ranked ? column(`${countName(one)}.total`, bigint) : null,
  };
  return operation.collect(item, optionsOf(one));
};

const finalised = (one: ItemAggregate, rows: Rel): Expr => {
  const calls = collected(one, rows);
  const state = (name: string): Expr => {
    const found = calls.find((call) => call.state === name);
    if (found === undefined) throw new Error(`internal: ${one.one.op} has no state ${name}`);
    return column(stateName(one, name), found.type);
  };
  return one.operation.finalise(state, { type: valueType(rows), options: optionsOf(one.one) });
};
