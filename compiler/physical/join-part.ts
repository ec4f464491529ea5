import type { DaySet } from '../day-set.ts';
import { column, compare, dateLiteral, isNotNull, or } from '../expr.ts';
import type { GroupByNode, JoinPart } from '../plan.ts';
import type { Rel } from '../relation.ts';
import { filter, joinOn, project, temp } from '../relations.ts';
import { daysBetween } from '../window.ts';
import { derivedBeside } from './derived.ts';
import type { Threshold } from './heavy.ts';
import { withoutDay } from './left-days.ts';
import type { Asked } from './pairs.ts';
import { fromTable, wholeRowsAt } from './part-rows.ts';
import { leftDay, momentsOf, queries, query } from './queries.ts';
import { aggregated } from './query-values.ts';
import type { Range, RelScript } from './script.ts';

/**
 * The partitions of a part of a join: the left rows of the range as queries, each with the rows of its key that it may
 * see, and the values over those. `times` are the days that the left rows' own times lie in. With
 * `slices` > 1 the queries are done in that many parts, so that lists and maps, which an engine cannot spill, fit. Keys
 * from `heavy` on are computed from tiles. With `spans` rows meet the queries of their span of time. A snapshot may be read `fromTable`, where the GroupBy's own holds it.
 */
export const joinPart = (
  part: JoinPart,
  features: GroupByNode,
  request: {
    readonly range: Range;
    readonly times: DaySet;
    readonly slices: number;
    readonly heavy?: Threshold | null;
    readonly spans?: boolean;
    readonly fromTable?: boolean;
  },
): RelScript => {
  const { range } = request;
  const rel = queries(part, features, range);
  const asking = temp('queries', rel.columns);
  const moments = momentsOf(part.left, range, request.times);
  const days = daysBetween(range.start, range.end);
  const checks = withoutDay(part.left);
  if (moments.length === 0)
    return { temps: [], checks, outputs: days.map((ds) => ({ ds, rel: nothing(rel, part, ds) })) };
  const asked: Asked = { part, features, moments };
  const done =
    request.fromTable === true
      ? fromTable(asking, asked)
      : features.aggregates.length === 0
        ? wholeRowsAt(asking, asked)
        : aggregated(asking, asked, request);
  const several = days.length > 1;
  const temps = done.values.map((values, index) => ({
    name: `values_${index}`,
    rel: finished(values, asking, asked),
  }));
  return {
    temps: [{ name: 'queries', rel }, ...done.temps, ...(several ? temps : [])],
    checks: [...checks, ...done.checks],
    outputs: days.flatMap((ds) =>
      temps.map((one) => ({ ds, rel: ofDay(several ? temp(one.name, one.rel.columns) : one.rel, part, ds) })),
    ),
  };
};

/** Queries that have a value, with their keys, and the columns derived from them where they are not there yet. */
const finished = (values: Rel, asking: Rel, { part, features }: Asked): Rel => {
  const there = new Set(values.columns.map((one) => one.name));
  const aggregates = features.aggregates.filter((one) => there.has(one.output));
  const some = aggregates.map((one) => isNotNull(column(one.output, one.type)));
  const found = some.length === 0 ? values : filter(values, or(...some));
  const named = joinOn('inner', { left: found, right: asking }, [query.name]);
  const missing = features.derivations.filter((one) => !there.has(one.output));
  const seen = [...features.keys, ...features.aggregates.map((one) => ({ name: one.output, type: one.type }))];
  const { rows, expr } = derivedBeside(named, missing, seen);
  return project(rows, [
    ...part.output.columns
      .filter((one) => one.name !== part.output.partitionColumn)
      .map((one) => ({ name: one.name, expr: expr(one) })),
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
