import { type DaySet, shifted } from '../day-set.ts';
import { and, bigint, bigintLiteral, call, column, compare, date, dateLiteral, hasKey, isNotNull } from '../expr.ts';
import type { Aggregate, GroupByNode, JoinPart, SourceRel } from '../plan.ts';
import type { Column, Expr, Rel } from '../relation.ts';
import { aggregate, filter, numbered, project } from '../relations.ts';
import { dayMs, hopOf } from '../window.ts';
import { windowName } from './pass.ts';
import type { Range } from './script.ts';
import { inDays } from './visible.ts';

/** The moment of a value, epoch milliseconds; the number of a query; the left row's partition. */
export const at = column('__at', bigint);
export const query: Column = { name: '__q', type: bigint };
export const leftDay = column('__left', date);

/** Where the window of an aggregate starts, a column of the queries. */
export const tailColumn = (one: Aggregate): Column => ({ name: `__tail.${windowName(one)}`, type: bigint });

/**
 * When a left row's values are taken: at its own time; a snapshot at the midnight before its day; beside entities at the
 * midnight after its partition.
 */
export const momentOf = ({ kind }: Pick<SourceRel, 'kind'>, accuracy: JoinPart['accuracy']): Expr => {
  const [ts, ds] = [column('__ts', bigint), column('__ds', date)];
  if (kind === 'entities') return call('add', [startOf(ds), bigintLiteral(dayMs)], bigint);
  return accuracy === 'temporal' ? ts : startOf(call('day_of_millis', [ts], date));
};

export const startOf = (day: Expr): Expr => call('day_start_millis', [day], bigint);

/** The day on which the snapshot of a day is read. */
export const nextDay = (day: Expr): Expr =>
  call('day_of_millis', [call('add', [startOf(day), bigintLiteral(dayMs)], bigint)], date);

/** The days that the moments of left rows lie in: `times` are those of the rows' own times. */
export const momentsOf = (left: Pick<SourceRel, 'kind'>, { start, end }: Range, times: DaySet): DaySet =>
  left.kind === 'entities' ? shifted([{ start, end }], 1) : times;

/** Days that are written with four digits: a time beyond them (microseconds taken for milliseconds) sees nothing. */
const inCalendar = (day: Expr): Expr =>
  and(compare('ge', day, dateLiteral('0001-01-03')), compare('le', day, dateLiteral('9999-12-29')));

/** By partition of the left (`__ds`): each day that its rows' times lie in. */
export const leftTimes = (left: SourceRel, range: Pick<Range, 'start' | 'end'>): Rel => {
  const day = call('day_of_millis', [column('__ts', bigint)], date);
  const days = project(leftRows(left, range), [
    { name: '__ds', expr: column('__ds', date) },
    { name: 'day', expr: day },
  ]);
  return aggregate(filter(days, inCalendar(column('day', date))), ['__ds', 'day'], []);
};

/** The left rows of some partitions, whole. */
export const leftRows = (left: SourceRel, { start, end }: Pick<Range, 'start' | 'end'>): Rel =>
  inDays(left, [{ start, end }]);

/**
 * What a part is asked: each (keys, moment, left partition) once, with a number, and where the windows of its aggregates
 * start. Rows without a key or a moment ask nothing.
 */
export const queries = (part: JoinPart, features: GroupByNode, range: Range): Rel => {
  const rows = project(leftRows(part.left, range), [
    ...features.keys.map((key) => ({ name: key.name, expr: column(key.name, key.type) })),
    { name: '__at', expr: momentOf(part.left, part.accuracy) },
    { name: '__left', expr: column('__ds', date) },
  ]);
  const day = call('day_of_millis', [at], date);
  const asking = filter(rows, and(hasKey(features.keys), inCalendar(day), isNotNull(leftDay)));
  const names = [...features.keys.map((key) => key.name), '__at', '__left'];
  const distinct = numbered(aggregate(asking, names, []), query.name);
  return project(distinct, [
    ...distinct.columns.map((one) => ({ name: one.name, expr: column(one.name, one.type) })),
    { name: '__day', expr: day },
    ...tails(features),
  ]);
};

const tails = (features: GroupByNode): readonly { readonly name: string; readonly expr: Expr }[] => {
  const windowed = features.aggregates.filter((one) => one.windowMs !== null);
  const found = new Map(windowed.map((one) => [tailColumn(one).name, one]));
  return [...found].map(([name, one]) => ({ name, expr: tailAt(one) }));
};

const tailAt = ({ windowMs, edge }: Aggregate): Expr => {
  const length = windowMs ?? 0;
  const start = call('subtract', [at, bigintLiteral(length)], bigint);
  return edge === 'exact' ? start : call('floor_to', [start, bigintLiteral(hopOf(length))], bigint);
};
