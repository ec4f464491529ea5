import { type DaySet, eachDay, hull, shifted, widened } from '../day-set.ts';
import { and, bigint, bigintLiteral, call, column, compare, date, dateLiteral, hasKey, isNotNull } from '../expr.ts';
import type { Aggregate, GroupByNode, JoinPart, SourceRel } from '../plan.ts';
import type { Column, Expr, Partitions, Rel } from '../relation.ts';
import { filter, joinWhere, project, union } from '../relations.ts';
import { dayMs, dayStart, shiftDay, tailOf } from '../window.ts';
import { inputName } from './pass.ts';
import { at, nextDay, query, startOf, tailColumn } from './queries.ts';
import { longest, reachOf } from './reach.ts';
import { inSpans, span, withSpan } from './time-spans.ts';
import { cumulativePartition, cut, partitionsIn, timeColumn } from './visible.ts';

/** A part of a join, its GroupBy, and the days its moments lie in: one at least. */
export type Asked = { readonly part: JoinPart; readonly features: GroupByNode; readonly moments: DaySet };

/** True where rows of a snapshot count whatever their time: windows bound them themselves. */
export const countsWhole = ({ part, features }: Pick<Asked, 'part' | 'features'>): boolean =>
  part.accuracy === 'snapshot' && features.lookbackDays === null && features.sources.some(isEntities);

export const hasMutations = ({ part, features }: Pick<Asked, 'part' | 'features'>): boolean =>
  part.accuracy === 'temporal' && features.sources.some((source) => source.mutation !== null);

const isEntities = ({ kind }: SourceRel): boolean => kind === 'entities';

type PairRequest = {
  /** Further columns of the queries that are kept. */
  readonly carried: readonly Column[];
  /** Events are compared with the queries of their key and span of time, instead of all of their key. */
  readonly spans: boolean;
};

/**
 * Each query with each row that some window of it may see (semantics section 2). A row counts from when it happened and
 * its partition could be read until its partition leaves the lookback, worked out once a row; the longest window is one
 * of the query. A pair is then three comparisons.
 */
export const pairs = (queries: Rel, asked: Asked, { carried, spans }: PairRequest): Rel => {
  const { features } = asked;
  const events = features.sources.filter((source) => !isEntities(source) && source.cumulative === null);
  const daily = features.sources.filter((source) => !events.includes(source));
  const inputs = inputColumns(features);
  const keys = features.keys.map((key) => key.name);
  const reach = features.lookbackDays === null ? [] : [compare('ge', timeColumn, reachOf(features))];
  const joined = (rows: Rel, byDay: boolean): Rel => {
    const names = new Set(rows.columns.map((one) => one.name));
    const conditions = [
      ...(names.has('__after') ? [compare('gt', at, column('__after', bigint)), ...reach] : []),
      ...(names.has('__last') ? [compare('lt', at, column('__last', bigint))] : []),
    ];
    const inTime = spans && !byDay;
    const on = [...keys, ...(byDay ? ['__day'] : []), ...(inTime ? [span.name] : [])].map((name) => ({
      left: name,
      right: name === '__day' ? '__read' : name,
    }));
    const sign = rows.columns.filter((one) => one.name === '__sign');
    return joinWhere(
      'inner',
      inTime ? { left: inSpans(queries, features), right: withSpan(rows, features) } : { left: queries, right: rows },
      {
        on,
        condition: conditions.length === 0 ? null : and(...conditions),
        columns: [
          query,
          ...carried.filter((one) => one.name !== '__sign'),
          ...inputs,
          { name: '__ts', type: bigint },
          ...sign,
        ],
      },
    );
  };
  return union([
    ...(events.length === 0 ? [] : [joined(union(events.map((source) => eventRows(source, asked))), false)]),
    ...(daily.length === 0 ? [] : [joined(union(daily.flatMap((source) => dailyRows(source, asked))), true)]),
  ]);
};

/** The columns that aggregates read, keys among them where they are aggregated too. */
export const inputColumns = ({ aggregates }: Pick<GroupByNode, 'aggregates'>): readonly Column[] => {
  const found = new Map<string, Column>();
  for (const one of aggregates) {
    found.set(inputName(one), { name: inputName(one), type: one.input.type });
    const bucket = one.per !== null && typeof one.per !== 'string' ? one.per.bucket : null;
    if (bucket?.kind === 'column') found.set(bucket.name, { name: bucket.name, type: bucket.type });
  }
  return [...found.values()];
};

type Output = { readonly name: string; readonly expr: Expr };

const kept = (rel: Rel): readonly Output[] =>
  rel.columns
    .filter((one) => one.name !== '__ds' && one.name !== '__changed')
    .map((one) => ({ name: one.name, expr: column(one.name, one.type) }));

const ds = column('__ds', date);
const plus = (value: Expr, ms: number): Expr => call('add', [value, bigintLiteral(ms)], bigint);

/** The events that some moment may see, with the partition they lie in. */
export const seenEvents = (source: SourceRel, { part, features, moments }: Asked): Rel => {
  const shift = readShift(part);
  const { lookbackDays } = features;
  const { start: first, end: last } = hull(moments);
  const read =
    lookbackDays === null
      ? { from: null, to: shiftDay(last, -shift) }
      : partitionsIn(widened(moments, { before: shift + 1 + lookbackDays, after: -shift }));
  const rel = restricted(source, read);
  const end = dayStart(last) + (shift === 1 ? 0 : dayMs);
  const tails = longest(features).map((one) => tailOf(dayStart(first), one.windowMs ?? 0, one.edge));
  return filter(
    rel,
    and(
      compare('lt', timeColumn, bigintLiteral(end)),
      ...(lookbackDays === null ? [] : [compare('ge', timeColumn, bigintLiteral(Math.min(...tails)))]),
      // Without partitions a time before all calendars has no day, and is seen all the same.
      ...(source.partitioned ? [isNotNull(ds)] : []),
      hasKey(features.keys),
    ),
  );
};

/** A snapshot reads the partitions up to the day before the moment, a moment within a day those of the day too. */
const readShift = ({ accuracy }: JoinPart): number => (accuracy === 'snapshot' ? 1 : 0);

/** Events, each with the moments it counts for. */
const eventRows = (source: SourceRel, asked: Asked): Rel => {
  const seen = seenEvents(source, asked);
  const { part, features } = asked;
  const shift = readShift(part);
  const { lookbackDays } = features;
  const readable = plus(startOf(ds), shift * dayMs - 1);
  const last = lookbackDays === null ? [] : [plus(startOf(ds), (shift + lookbackDays + 2) * dayMs)];
  return project(seen, [
    ...kept(seen),
    { name: '__after', expr: call('greatest', [timeColumn, readable], bigint) },
    ...last.map((expr) => ({ name: '__last', expr })),
    ...(hasMutations({ part, features }) ? [counts] : []),
  ]);
};

const counts: Output = { name: '__sign', expr: bigintLiteral(1) };

/** Rows of which each moment sees those of one partition only. */
const dailyRows = (source: SourceRel, asked: Asked): readonly Rel[] =>
  source.cumulative === null ? entityRows(source, asked) : cumulativeRows(source, asked);

/** All history, from the one partition that a moment's day reads. */
const cumulativeRows = (source: SourceRel, asked: Asked): readonly Rel[] => {
  const { features, moments } = asked;
  const shift = readShift(asked.part);
  return eachDay(moments).map((day) => {
    const rel = cut(source.rel, cumulativePartition(source, shiftDay(day, -shift)));
    return project(filter(rel, and(timely, hasKey(features.keys))), [
      ...kept(rel),
      { name: '__after', expr: timeColumn },
      { name: '__read', expr: dateLiteral(day) },
      ...(hasMutations(asked) ? [counts] : []),
    ]);
  });
};

/** The rows of the snapshot before each moment's day and, for moments within it, the day's changes. */
const entityRows = (source: SourceRel, asked: Asked): readonly Rel[] => {
  const { features, moments } = asked;
  const signed = hasMutations(asked);
  const whole = countsWhole(asked);
  const timed = (after: Expr): readonly Output[] => (whole ? [] : [{ name: '__after', expr: after }]);
  const snapshot = restricted(source, partitionsIn(shifted(moments, -1)));
  const rows = project(filter(snapshot, and(...(whole ? [] : [timely]), hasKey(features.keys))), [
    ...kept(snapshot),
    ...timed(timeColumn),
    { name: '__read', expr: nextDay(ds) },
    ...(signed ? [counts] : []),
  ]);
  const { mutation } = source;
  if (!signed || mutation === null) return [rows];
  const changes = restricted({ ...source, rel: mutation.rel }, partitionsIn(moments));
  const changed = column('__changed', bigint);
  const ofTheDay = filter(changes, and(timely, compare('ge', changed, startOf(ds)), hasKey(features.keys)));
  return [
    rows,
    project(ofTheDay, [
      ...kept(changes),
      ...timed(call('greatest', [timeColumn, changed], bigint)),
      { name: '__read', expr: ds },
    ]),
  ];
};

/** A moment is compared with the greater of two times, which is the other one where this is null. */
const timely = isNotNull(timeColumn);

/** A source cut to partitions, and to its own bounds. */
export const restricted = (source: SourceRel, { from, to, days }: Partitions & { readonly to: string }): Rel => {
  const { start, end } = source.days;
  const first = from === null ? start : start === null || start < from ? from : start;
  const last = end !== null && end < to ? end : to;
  if (source.partitioned) return cut(source.rel, { from: first, to: last, ...(days !== undefined && { days }) });
  return filter(
    source.rel,
    and(
      ...(start === null ? [] : [compare('ge', timeColumn, bigintLiteral(dayStart(start)))]),
      compare('lt', timeColumn, bigintLiteral(dayStart(last) + dayMs)),
    ),
  );
};

/** What the windows of the aggregates leave to filter of a pair. */
export const pairWindow = (asked: Pick<Asked, 'part' | 'features'>): ((one: Aggregate) => Expr | null) => {
  const whole = countsWhole(asked);
  const reach = longest(asked.features);
  const unbounded = asked.features.lookbackDays === null;
  return (one) => {
    if (one.windowMs === null) return null;
    const [only] = reach;
    const isReach = reach.length === 1 && only?.windowMs === one.windowMs && only.edge === one.edge;
    if (isReach && !unbounded) return null;
    const tail = tailColumn(one);
    const inside = compare('ge', timeColumn, column(tail.name, tail.type));
    return whole ? and(inside, compare('lt', timeColumn, at)) : inside;
  };
};
