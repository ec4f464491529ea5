import { bigint, call, column, compare, dateLiteral, isNotNull, or } from '../expr.ts';
import type { GroupByNode, JoinPart } from '../plan.ts';
import type { Column, Rel } from '../relation.ts';
import { filter, joinOn, keySlice, project, temp } from '../relations.ts';
import { daysBetween } from '../window.ts';
import { type Asked, countsWhole, hasMutations, pairs, pairWindow } from './pairs.ts';
import { type Values, wholeRowsAt } from './part-rows.ts';
import type { Moment } from './pass.ts';
import { at, leftDay, type Moments, momentsOf, queries, query, tailColumn } from './queries.ts';
import type { Range, RelScript } from './script.ts';
import { passesOf, readsTwice, valuesOf } from './values.ts';
import { timeColumn } from './visible.ts';

/**
 * The partitions of a part of a join: the left rows of the range as queries, each with the rows of its key that it may
 * see, and the values over those. `times` are the days that the left rows' own times lie in, null: none has one. With
 * `slices` > 1 the queries are done in that many parts, so that lists and maps, which an engine cannot spill, fit.
 */
export const joinPart = (
  part: JoinPart,
  features: GroupByNode,
  request: { readonly range: Range; readonly times: Moments | null; readonly slices: number },
): RelScript => {
  const { range, slices } = request;
  const rel = queries(part, features, range);
  const asking = temp('queries', rel.columns);
  const moments = momentsOf(part.left, range, request.times);
  const days = daysBetween(range.start, range.end);
  if (moments === null)
    return { temps: [], checks: [], outputs: days.map((ds) => ({ ds, rel: nothing(rel, part, ds) })) };
  const asked: Asked = { part, features, moments };
  const done = features.aggregates.length === 0 ? wholeRowsAt(asking, asked) : aggregated(asking, asked, slices);
  const several = days.length > 1;
  const temps = done.values.map((values, index) => ({ name: `values_${index}`, rel: finished(values, asking, asked) }));
  return {
    temps: [{ name: 'queries', rel }, ...done.temps, ...(several ? temps : [])],
    checks: done.checks,
    outputs: days.flatMap((ds) =>
      temps.map((one) => ({ ds, rel: ofDay(several ? temp(one.name, one.rel.columns) : one.rel, part, ds) })),
    ),
  };
};

const aggregated = (asking: Rel, asked: Asked, slices: number): Values => {
  const passes = passesOf(asked.features);
  const moment = queryMoment(asking, asked);
  const parts = Array.from({ length: slices }, (_, index) => ({
    name: `pairs_${index}`,
    rel: pairs(
      slices === 1 ? asking : keySlice(asking, [query.name], { of: slices, at: index }),
      asked,
      moment.carried,
    ),
  }));
  const twice = readsTwice(passes);
  return {
    temps: twice ? parts : [],
    checks: [],
    values: parts.map(({ name, rel }) => valuesOf(twice ? temp(name, rel.columns) : rel, passes, moment)),
  };
};

/** Each query's own moment. */
const queryMoment = (asking: Rel, asked: Asked): Moment => {
  const { features } = asked;
  const whole = countsWhole(asked);
  const window = pairWindow(asked);
  const tails = features.aggregates.filter((one) => window(one) !== null).map(tailColumn);
  const signed = hasMutations(asked);
  const sign: Column = { name: '__sign', type: bigint };
  return {
    node: features,
    by: [query],
    carried: [
      ...new Map(tails.map((one) => [one.name, one])).values(),
      ...(whole ? [{ name: '__at', type: bigint }] : []),
      ...(signed ? [sign] : []),
    ],
    window,
    // A row of a snapshot that has no time is the state at the moment itself.
    time: whole ? call('coalesce', [timeColumn, at], bigint) : timeColumn,
    sign: signed ? column(sign.name, sign.type) : null,
    keyed: (groups) => joinOn('inner', { left: groups, right: keysOf(asking, features) }, [query.name]),
  };
};

const keysOf = (asking: Rel, { keys }: GroupByNode): Rel =>
  project(
    asking,
    [query, ...keys].map(({ name, type }) => ({ name, expr: column(name, type) })),
  );

/** Queries that have a value, with their keys, and the columns derived from them. */
const finished = (values: Rel, asking: Rel, { part, features }: Asked): Rel => {
  const some = features.aggregates.map((one) => isNotNull(column(one.output, one.type)));
  const found = some.length === 0 ? values : filter(values, or(...some));
  const named = joinOn('inner', { left: found, right: asking }, [query.name]);
  const derived = new Map(features.derivations.map((one) => [one.output, one.expr]));
  return project(named, [
    ...part.output.columns
      .filter((one) => one.name !== part.output.partitionColumn)
      .map(({ name, type }) => ({ name, expr: derived.get(name) ?? column(name, type) })),
    { name: '__left', expr: leftDay },
  ]);
};

/** One partition of the part. */
const ofDay = (rows: Rel, { output }: JoinPart, ds: string): Rel =>
  project(
    filter(rows, compare('eq', leftDay, dateLiteral(ds))),
    output.columns.map(({ name, type }) => ({
      name,
      expr: name === output.partitionColumn ? dateLiteral(ds) : column(name, type),
    })),
  );

/** Left rows without a time see nothing. */
const nothing = (asking: Rel, { output }: JoinPart, ds: string): Rel =>
  filter(
    project(
      asking,
      output.columns.map(({ name, type }) => {
        const known = asking.columns.some((one) => one.name === name);
        const none = { kind: 'literal' as const, value: null, type };
        return { name, expr: name === output.partitionColumn ? dateLiteral(ds) : known ? column(name, type) : none };
      }),
    ),
    { kind: 'literal', value: false, type: { kind: 'boolean' } },
  );
