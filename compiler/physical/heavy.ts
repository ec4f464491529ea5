import { type DaySet, eachDay, widened } from '../day-set.ts';
import { bigint, bigintLiteral, call, cast, column, compare, exactInteger, hasKey, string } from '../expr.ts';
import type { Aggregate, GroupByNode, JoinPart } from '../plan.ts';
import type { AggregateCall, Expr, Rel, Type } from '../relation.ts';
import { aggregate, filter, joinWhere, project, union } from '../relations.ts';
import { keyText } from './key-text.ts';
import { operations } from './operations/index.ts';
import { type Asked, restricted } from './pairs.ts';
import { leftRows, momentsOf } from './queries.ts';
import type { Range } from './script.ts';

/**
 * A key is heavy from so many queries and so many pairs, queries x rows that are read, on. `days`: of how many days the
 * rows are counted, which stand for all.
 */
export type Threshold = { readonly queries: number; readonly pairs: number; readonly days: number };

/**
 * A pair costs about 7 ns, a query of a heavy key as much as about 2,000 of them. Keys of fewer queries are not even
 * counted: together their pairs are at most so many times the rows.
 */
export const usualThreshold: Threshold = { queries: 64, pairs: 2_000_000, days: 3 };

/** What is known of a part before it runs, estimated: its heavy keys, their pairs, all rows that it reads, and left rows. */
export type Heavy = {
  readonly keys: number;
  readonly pairs: number;
  readonly rows: number;
  readonly queries: number;
};

/** Tiles read all rows once more, at the price of 16 pairs a row, and are some more statements. */
export const paysForTiles = ({ keys, pairs, rows }: Pick<Heavy, 'keys' | 'pairs' | 'rows'>): boolean =>
  keys > 0 && pairs > 100_000_000 + 16 * rows;

const nested: ReadonlySet<Type['kind']> = new Set(['list', 'map', 'struct']);

/** Scalars whose states are rows: tiles hold them. */
export const inTiles = (one: Aggregate): boolean =>
  one.per === null &&
  !one.explode &&
  operations[one.op].shape === 'row' &&
  !nested.has(one.type.kind) &&
  !nested.has(one.input.type.kind);

/** Whether tiles can serve a part: its moments lie within days, and rows only ever are added. */
export const takesTiles = ({ part, features }: Pick<Asked, 'part' | 'features'>): boolean =>
  part.accuracy === 'temporal' &&
  part.left.kind === 'events' &&
  features.sources.every((source) => source.kind === 'events' && source.cumulative === null) &&
  features.aggregates.some(inTiles);

const counted = { fn: 'count_rows', args: [], filter: null, type: bigint } as const;

/** An unbounded past is taken to be a year like the last week of it. */
export const history = { days: 365, sampled: 7 };

export type Sampled = { readonly days: readonly string[]; readonly each: number };

/**
 * Days that stand for all that the moments read, and for how many each stands. A key that is heavy on other days only is
 * not found, which costs time and no more.
 */
export const sampleOf = ({ features, moments }: Asked, count: number): Sampled => {
  const { lookbackDays } = features;
  const back = lookbackDays === null ? history.sampled : lookbackDays + 1;
  const all = eachDay(widened(moments, { before: back, after: 0 }));
  const step = Math.max(1, Math.ceil(all.length / count));
  const days = all.filter((_, index) => index % step === Math.floor((step - 1) / 2));
  const read = lookbackDays === null ? all.length - history.sampled + history.days : all.length;
  return { days, each: Math.max(1, Math.round(read / days.length)) };
};

const sampledRows = ({ features }: Asked, sample: Sampled): Rel =>
  union(
    features.sources.flatMap((source) =>
      sample.days.map((day) =>
        project(restricted(source, { from: day, to: day }), [
          ...keyOutputs(features),
          { name: '__seen', expr: bigintLiteral(1) },
        ]),
      ),
    ),
  );

const keyOutputs = ({ keys }: GroupByNode) => keys.map(({ name, type }) => ({ name, expr: column(name, type) }));

/** The heavy keys and, as `__pairs`, how many pairs each has; `asking` has a row for each query. */
const keysAndPairs = (asking: Rel, asked: Asked, threshold: Threshold): Rel => {
  const { features } = asked;
  const keys = features.keys.map((key) => key.name);
  const [ofQueries, ofRows] = [column('__queries', bigint), column('__rows', bigint)];
  // Queries are few: they name the candidates, and only rows of those are counted, by their keys alone.
  const candidates = filter(
    aggregate(asking, keys, [{ ...counted, output: '__queries' }]),
    compare('ge', ofQueries, bigintLiteral(threshold.queries)),
  );
  const sample = sampleOf(asked, threshold.days);
  const matched = joinWhere(
    'left',
    { left: candidates, right: sampledRows(asked, sample) },
    {
      on: keys.map((key) => ({ left: key, right: key })),
      condition: null,
      columns: [...candidates.columns, { name: '__seen', type: bigint }],
    },
  );
  const calls = [{ ...counted, output: '__rows', fn: 'count', args: [column('__seen', bigint)] }] as const;
  const pairs = call('multiply', [ofQueries, call('multiply', [ofRows, bigintLiteral(sample.each)], bigint)], bigint);
  const all = project(aggregate(matched, [...keys, '__queries'], calls), [
    ...keyOutputs(features),
    { name: '__queries', expr: ofQueries },
    { name: '__rows', expr: call('multiply', [ofRows, bigintLiteral(sample.each)], bigint) },
    { name: '__pairs', expr: pairs },
  ]);
  return filter(all, compare('ge', column('__pairs', bigint), bigintLiteral(threshold.pairs)));
};

/** The heavy keys of these queries. */
export const heavyKeys = (asking: Rel, asked: Asked, threshold: Threshold): Rel =>
  project(keysAndPairs(asking, asked, threshold), keyOutputs(asked.features));

/** A left row more than once is one query; to count it twice does no harm. */
const askingOf = ({ part, features }: Asked, range: Range): Rel =>
  filter(project(leftRows(part.left, range), keyOutputs(features)), hasKey(features.keys));

/** The part and the days of its moments, where tiles can serve it and it has any. */
const askedWithTiles = (
  part: JoinPart,
  features: GroupByNode,
  { range, times }: { readonly range: Range; readonly times: DaySet },
): Asked | null => {
  const moments = momentsOf(part.left, range, times);
  return moments.length === 0 || !takesTiles({ part, features }) ? null : { part, features, moments };
};

/**
 * The keys of the left rows that have rows: `key` as text, and how many `queries`, `rows` and `pairs`, the last two
 * estimated as `heavyCounts` does. Null where no key of a part is computed another way than the others.
 */
export const keySizes = (
  part: JoinPart,
  features: GroupByNode,
  request: { readonly range: Range; readonly times: DaySet },
): Rel | null => {
  const asked = askedWithTiles(part, features, request);
  if (asked === null) return null;
  const found = keysAndPairs(askingOf(asked, request.range), asked, { ...usualThreshold, queries: 1, pairs: 1 });
  return project(found, [
    { name: 'key', expr: cast(keyText(features), string) },
    ...(['queries', 'rows', 'pairs'] as const).map((name) => ({ name, expr: column(`__${name}`, bigint) })),
  ]);
};

/**
 * A relation of one row, `Heavy`, that says how a step of a part is best computed, and costs little: to be known before
 * `choose`. Null where it does not matter.
 */
export const heavyCounts = (
  part: JoinPart,
  features: GroupByNode,
  request: { readonly range: Range; readonly times: DaySet },
): Rel | null => {
  const asked = askedWithTiles(part, features, request);
  if (asked === null) return null;
  const found = keysAndPairs(askingOf(asked, request.range), asked, usualThreshold);
  const sample = sampleOf(asked, usualThreshold.days);
  const rows = aggregate(sampledRows(asked, sample), [], [{ ...counted, output: '__n' }]);
  const each = call('multiply', [column('__n', bigint), bigintLiteral(sample.each)], bigint);
  const [none, one] = [bigintLiteral(0), bigintLiteral(1)];
  const asks = aggregate(leftRows(part.left, request.range), [], [{ ...counted, output: '__n' }]);
  const facts = (known: Partial<Readonly<Record<keyof Heavy, Expr>>>) =>
    (['keys', 'pairs', 'rows', 'queries'] as const).map((name) => ({ name, expr: known[name] ?? none }));
  const both = union([
    project(found, facts({ keys: one, pairs: column('__pairs', bigint) })),
    project(rows, facts({ rows: each })),
    project(asks, facts({ queries: column('__n', bigint) })),
  ]);
  const sums = both.columns.map(
    ({ name }): AggregateCall => ({
      output: name,
      fn: 'sum',
      args: [column(name, bigint)],
      filter: null,
      type: exactInteger,
    }),
  );
  return project(
    aggregate(both, [], sums),
    sums.map(({ output, type }) => ({ name: output, expr: cast(column(output, type), bigint) })),
  );
};
