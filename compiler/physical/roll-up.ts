import {
  and,
  bigint,
  bigintLiteral,
  boolean,
  call,
  caseWhen,
  cast,
  column,
  compare,
  isNotNull,
  or,
  string,
  textLiteral,
} from '../expr.ts';
import type { Aggregate } from '../plan.ts';
import type { AggregateCall, Expr, Rel, Type } from '../relation.ts';
import { aggregate, joinOn, project } from '../relations.ts';
import { itemColumn } from './item-values.ts';
import { keyText } from './key-text.ts';
import { groupNames, groupOutputs, type Moment, windowName } from './pass.ts';

/** How often a position was seen in a window: a null result is an element all the same, an unseen one is none. */
export const seenCalls = (aggregates: readonly Aggregate[], moment: Moment): readonly AggregateCall[] =>
  aggregates.map((one) => ({
    output: seenName(one),
    fn: 'count_rows',
    args: [],
    filter: moment.window(one),
    type: bigint,
  }));

/** The same over item rows, which hold counts already: with rows taken back 0 or less, and null where none was seen. */
export const seenItemCalls = (aggregates: readonly Aggregate[], { sign }: Moment): readonly AggregateCall[] =>
  aggregates.map((one) => ({
    output: seenName(one),
    fn: sign === null ? 'max' : 'count',
    args: [column(`__n.${windowName(one)}`, bigint)],
    filter: null,
    type: bigint,
  }));

/** How much is left of a position in a window, where rows take earlier ones back: 0 is nothing. */
export const leftCalls = (aggregates: readonly Aggregate[], moment: Moment): readonly AggregateCall[] => {
  const { sign } = moment;
  if (sign === null) return [];
  return aggregates.map((one) => ({
    output: leftName(one),
    fn: 'sum',
    args: [sign],
    filter: moment.window(one),
    type: bigint,
  }));
};

/** The same over item rows: of how many items anything is left. */
export const leftItemCalls = (aggregates: readonly Aggregate[], moment: Moment): readonly AggregateCall[] => {
  if (moment.sign === null) return [];
  return aggregates.map((one) => ({
    output: leftName(one),
    fn: 'count_rows',
    args: [],
    filter: compare('ne', column(`__n.${windowName(one)}`, bigint), bigintLiteral(0)),
    type: bigint,
  }));
};

const leftName = (one: Aggregate): string => `__left.${windowName(one)}`;

const seenName = (one: Aggregate): string => `__seen.${windowName(one)}`;

/** (key, item) to one row a key: a MAP by bucket or map key, in key order, without null values. */
export const rollUpMaps = (items: Rel, aggregates: readonly Aggregate[], moment: Moment): Rel => {
  const calls = aggregates.map((one): AggregateCall => {
    const value = column(one.output, outputOf(items, one));
    const entry: Type = {
      kind: 'struct',
      fields: [
        { name: 'key', type: string },
        { name: 'value', type: value.type },
      ],
    };
    const item = column(itemColumn, string);
    return {
      output: `${one.output}.entries`,
      fn: 'collect',
      args: [call('struct', [item, value], entry)],
      filter: isNotNull(value),
      order: [{ expr: item, descending: false }],
      type: { kind: 'list', element: entry },
    };
  });
  const grouped = aggregate(items, groupNames(moment), calls);
  return project(grouped, [
    ...groupOutputs(moment),
    ...aggregates.map((one, index) => {
      const entries = column(`${one.output}.entries`, calls[index]?.type ?? string);
      return { name: one.output, expr: call('map_from_sorted', [entries], one.type) };
    }),
  ]);
};

/** (key, position) to one row a key: a LIST by position. Lists of other lengths or with null elements stop the run. */
export const rollUpLists = (
  items: Rel,
  rows: Rel,
  request: { readonly aggregates: readonly Aggregate[]; readonly moment: Moment },
): Rel => {
  const { aggregates, moment } = request;
  const position = column(itemColumn, bigint);
  const calls = aggregates.map(
    (one): AggregateCall => ({
      output: `${one.output}.list`,
      fn: 'collect',
      args: [column(one.output, outputOf(items, one))],
      filter: compare('gt', column(seenName(one), bigint), bigintLiteral(0)),
      order: [{ expr: position, descending: false }],
      type: one.type,
    }),
  );
  const grouped = aggregate(items, groupNames(moment), [...calls, ...someLeft(aggregates, moment)]);
  const guards = aggregate(rows, groupNames(moment), guardCalls(aggregates, moment));
  // Lists of nulls alone have no items, but are refused all the same.
  const guarded = moment.keyed(joinOn('left', { left: guards, right: grouped }, groupNames(moment)));
  return project(guarded, [
    ...groupOutputs(moment),
    ...aggregates.map((one) => ({ name: one.output, expr: checked(one, moment) })),
  ]);
};

const leftPositions = (one: Aggregate): string => `${one.output}.left`;

/** Of how many positions anything is left. */
const someLeft = (aggregates: readonly Aggregate[], { sign }: Moment): readonly AggregateCall[] =>
  sign === null
    ? []
    : aggregates.map((one) => ({
        output: leftPositions(one),
        fn: 'count_rows',
        args: [],
        filter: compare('ne', column(leftName(one), bigint), bigintLiteral(0)),
        type: bigint,
      }));

const outputOf = (items: Rel, one: Aggregate): Type =>
  items.columns.find((candidate) => candidate.name === one.output)?.type ?? one.type;

const guardName = (one: Aggregate, what: 'shortest' | 'longest' | 'nulls'): string => `__${what}.${windowName(one)}`;

const guardCalls = (aggregates: readonly Aggregate[], moment: Moment): readonly AggregateCall[] => {
  const calls = aggregates.flatMap((one): readonly AggregateCall[] => {
    const filter = moment.window(one);
    const length = call('list_length', [one.input], bigint);
    const nulls = caseWhen(call('has_null', [one.input], boolean), bigintLiteral(1), bigintLiteral(0));
    return [
      { output: guardName(one, 'shortest'), fn: 'min', args: [length], filter, type: bigint },
      { output: guardName(one, 'longest'), fn: 'max', args: [length], filter, type: bigint },
      { output: guardName(one, 'nulls'), fn: 'max', args: [nulls], filter, type: bigint },
    ];
  });
  return [...new Map(calls.map((one) => [one.output, one])).values()];
};

const checked = (one: Aggregate, moment: Moment): Expr => {
  const guard = (what: 'shortest' | 'longest' | 'nulls') => column(guardName(one, what), bigint);
  const wrong = or(compare('ne', guard('shortest'), guard('longest')), compare('gt', guard('nulls'), bigintLiteral(0)));
  const text = (value: Expr): Expr => cast(value, string);
  const message = call(
    'concat',
    [
      textLiteral(`CHR2101 ${one.output}: elementWise needs lists of one length without null elements, but they have `),
      text(guard('shortest')),
      textLiteral(' to '),
      text(guard('longest')),
      textLiteral(' elements, or a null one, for key '),
      keyText(moment.node),
    ],
    string,
  );
  const all = column(`${one.output}.list`, one.type);
  const isLeft = compare('gt', column(leftPositions(one), bigint), bigintLiteral(0));
  const list = moment.sign === null ? all : caseWhen(isLeft, all);
  return caseWhen(and(isNotNull(guard('shortest')), wrong), cast(call('raise', [message], one.type), one.type), list);
};
