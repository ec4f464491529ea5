import { type Bind, clipped, type DaySet, daySet, leftTimes, relSql, setOfDays, shiftDay } from '#compiler';
import type { JoinNode } from '#compiler/plan';
import { interruptible } from '../engine/interrupt-on.ts';
import type { Engine } from '../ports.ts';
import { type DateRange, daysOf } from './date-range.ts';

/** By partition of a join's left, the days that its rows' times lie in; a partition that has none is not there. */
export type LeftTimes = ReadonlyMap<string, DaySet>;

/**
 * Reads the times of the left rows: how far a join's parts reach is known by them alone. Throws InterruptedError once the
 * signal is aborted.
 */
export const readLeftTimes = async (
  { left }: JoinNode,
  range: DateRange,
  { engine, bind, signal }: { readonly engine: Engine; readonly bind: Bind; readonly signal: AbortSignal },
): Promise<LeftTimes> => {
  const sql = relSql(leftTimes(left, range), bind);
  const rows = await interruptible(signal, engine, async () => await engine.rows(sql));
  const found = new Map<string, string[]>();
  for (const row of rows) {
    const [ds, day] = [String(row['__ds']), String(row['day'])];
    const days = found.get(ds) ?? [];
    found.set(ds, days);
    days.push(day);
  }
  return new Map([...found].map(([ds, days]) => [ds, setOfDays(days)]));
};

/** Left rows more than so many days from the days they stand in are worth a word: a wrong unit, a wrong year. */
const farDays = 31;

/** Days of left rows' times that are far from the partitions they stand in, which are filled all the same. */
export const farTimes = (times: LeftTimes): DaySet =>
  daySet(
    [...times].flatMap(([ds, days]) => {
      const [start, end] = [shiftDay(ds, -farDays), shiftDay(ds, farDays)];
      return [...clipped(days, null, shiftDay(start, -1)), ...clipped(days, shiftDay(end, 1), null)];
    }),
  );

/** The days that the times of several partitions' rows lie in. */
export const timesIn = (times: LeftTimes, days: DaySet): DaySet =>
  daySet(days.flatMap(daysOf).flatMap((ds) => times.get(ds) ?? []));
