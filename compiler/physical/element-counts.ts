import type { DaySet } from '../day-set.ts';
import {
  bigint,
  bigintLiteral,
  call,
  cast,
  column,
  compare,
  double,
  doubleLiteral,
  exactInteger,
  hasKey,
} from '../expr.ts';
import type { Aggregate, GroupByNode, JoinPart, SourceRel } from '../plan.ts';
import type { AggregateCall, Column, Expr, Rel } from '../relation.ts';
import { aggregate, filter, joinWhere, project, union } from '../relations.ts';
import { history, type Sampled, sampleOf, usualThreshold } from './heavy.ts';
import { itemValue } from './item-states.ts';
import { itemColumn, itemValues, type Per } from './item-values.ts';
import { operations } from './operations/index.ts';
import { type Asked, inputColumns, restricted } from './pairs.ts';
import { leftRows, momentsOf } from './queries.ts';
import type { Range } from './script.ts';
import { bytesPerRow } from './slices.ts';
import { passesOf } from './values.ts';
import { cumulativePartition, cut } from './visible.ts';

/** What every query takes, whatever it sees. */
const leastElements = 4;

/** Elements of a list that says no k, such as the first of a column of lists. */
const usualElements = 64;

const eventTime: Column = { name: '__ts', type: bigint };
const queriesOf = column('__queries', bigint);
const [seen, distinct, once] = [column('__n', bigint), column('__distinct', bigint), column('__once', bigint)];

const counted = (output: string, of: Expr | null = null): AggregateCall => ({
  output,
  fn: 'count_rows',
  args: [],
  filter: of,
  type: bigint,
});
const summed = (name: string): AggregateCall => ({
  output: name,
  fn: 'sum',
  args: [column(name, bigint)],
  filter: null,
  type: exactInteger,
});

const isNested = ({ type }: Aggregate): boolean => type.kind === 'list' || type.kind === 'map';

/**
 * Relations of one row and column: about how many elements the lists and maps of a step's queries have, by the rows of a
 * few days. None where it does not matter. A query sees as many distinct values as the guaranteed-error estimator says of its key: those of the
 * sample, of which the ones that it has once stand for the root of how many times more rows the query sees.
 */
export const partCounts = (
  part: JoinPart,
  features: GroupByNode,
  request: { readonly range: Range; readonly times: DaySet },
): readonly Rel[] => {
  const moments = momentsOf(part.left, request.range, request.times);
  if (moments.length === 0 || bytesPerRow(features) === 0) return [];
  const keys = features.keys.map(({ name, type }) => ({ name, expr: column(name, type) }));
  const left = leftRows(part.left, request.range);
  const asking = aggregate(
    filter(project(left, keys), hasKey(features.keys)),
    keys.map(({ name }) => name),
    [counted('__queries')],
  );
  const sample = sampleOf({ part, features, moments }, usualThreshold.days);
  const rows = askedRows(asking, { part, features, moments }, sample);
  const more = moreRows(features, sample);
  const all = [
    project(aggregate(left, [], [counted('rows')]), [
      { name: 'rows', expr: call('multiply', [column('rows', bigint), bigintLiteral(leastElements)], bigint) },
    ]),
    ...ofLists(rows, features, more),
    ...passesOf(features).others.map((pass) => ofItems(rows, { ...pass, features, more })),
  ];
  const total = aggregate(union(all), [], [summed('rows')]);
  return [project(total, [{ name: 'rows', expr: cast(column('rows', exactInteger), bigint) }])];
};

/** How many rows a query sees for each that the sample has of its key. */
const moreRows = ({ sources, lookbackDays }: GroupByNode, { days }: Sampled): number => {
  const isEvents = sources.some((source) => source.kind === 'events' && source.cumulative === null);
  const seenDays = isEvents ? (lookbackDays === null ? history.days : lookbackDays + 1) : 1;
  return seenDays / Math.max(1, days.length);
};

/** The sampled rows of keys that are asked for, with how many queries their key has. */
const askedRows = (asking: Rel, { features }: Asked, sample: Sampled): Rel => {
  const names = new Set(features.keys.map(({ name }) => name));
  const others = [...inputColumns(features).filter(({ name }) => !names.has(name)), eventTime];
  const read = union(
    features.sources.flatMap((source) =>
      sample.days.map((day) =>
        project(
          ofDay(source, day),
          [...features.keys, ...others].map(({ name, type }) => ({ name, expr: column(name, type) })),
        ),
      ),
    ),
  );
  return joinWhere(
    'inner',
    { left: asking, right: read },
    {
      on: features.keys.map(({ name }) => ({ left: name, right: name })),
      condition: null,
      columns: [...asking.columns, ...others],
    },
  );
};

const ofDay = (source: SourceRel, day: string): Rel =>
  source.cumulative === null
    ? restricted(source, { from: day, to: day })
    : cut(source.rel, cumulativePartition(source, day));

const inDouble = (value: Expr): Expr => cast(value, double);

const elements = (each: Expr, lists: number): readonly { readonly name: string; readonly expr: Expr }[] => {
  const all = call('multiply', [inDouble(queriesOf), call('multiply', [each, doubleLiteral(lists)], double)], double);
  return [{ name: 'rows', expr: cast(call('floor', [all], double), bigint) }];
};

const visible = (more: number): Expr => call('multiply', [inDouble(seen), doubleLiteral(more)], double);

/** Lists of scalars: k elements, or as many as there are rows. */
const ofLists = (rows: Rel, features: GroupByNode, more: number): readonly Rel[] => {
  const lists = passesOf(features).main.filter(isNested);
  if (lists.length === 0) return [];
  const most = lists.reduce((sum, { k }) => sum + (k ?? usualElements), 0);
  const groups = aggregate(rows, [...features.keys.map(({ name }) => name), '__queries'], [counted('__n')]);
  return [project(groups, elements(call('least', [visible(more), doubleLiteral(most)], double), 1))];
};

/** Values, buckets, positions or keys of maps: as many as are distinct, in each list or map. */
const ofItems = (
  rows: Rel,
  request: {
    readonly per: Per;
    readonly aggregates: readonly Aggregate[];
    readonly features: GroupByNode;
    readonly more: number;
  },
): Rel => {
  const { per, aggregates, features, more } = request;
  const [first] = aggregates;
  if (first === undefined) throw new Error('internal: a pass of nothing');
  const by = [...features.keys.map(({ name }) => name), '__queries'];
  const isItems = aggregates.some(({ op }) => operations[op].shape === 'item');
  const items = [...by, ...(per === 'nothing' ? [] : [itemColumn]), ...(isItems ? [itemValue] : [])];
  const values = itemValues(rows, first, { by: features.keys, carried: [{ name: '__queries', type: bigint }] });
  const found = aggregate(values, items, [counted('__n')]);
  const groups = aggregate(found, by, [
    counted('__distinct'),
    counted('__once', compare('eq', seen, bigintLiteral(1))),
    summed('__n'),
  ]);
  const rare = call('multiply', [inDouble(once), doubleLiteral(Math.sqrt(Math.max(1, more)) - 1)], double);
  const known = call('add', [inDouble(distinct), rare], double);
  const lists = aggregates.filter(isNested);
  const each = Math.max(1, ...lists.map(({ op, k }) => (operations[op].shape === 'row' ? (k ?? 1) : 1)));
  const sum = cast(column('__n', exactInteger), bigint);
  const some = project(groups, [
    { name: '__queries', expr: queriesOf },
    { name: '__distinct', expr: distinct },
    { name: '__once', expr: once },
    { name: '__n', expr: sum },
  ]);
  return project(some, elements(call('least', [visible(more), known], double), Math.max(1, lists.length) * each));
};
