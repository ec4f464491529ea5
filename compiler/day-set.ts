import { daysBetween, shiftDay } from './window.ts';

/** Consecutive days, both included, `YYYY-MM-DD`. */
export type DayRange = { readonly start: string; readonly end: string };

/** Days as the fewest ranges, ascending: no two touch. */
export type DaySet = readonly DayRange[];

/** The days of some ranges, which may overlap. */
export const daySet = (ranges: readonly DayRange[]): DaySet => {
  const found: { start: string; end: string }[] = [];
  for (const { start, end } of ranges.toSorted((one, other) => (one.start < other.start ? -1 : 1))) {
    const last = found.at(-1);
    if (last === undefined || start > shiftDay(last.end, 1)) found.push({ start, end });
    else if (end > last.end) last.end = end;
  }
  return found;
};

/** Single days, in any order, some of them twice perhaps. */
export const setOfDays = (days: readonly string[]): DaySet => daySet(days.map((ds) => ({ start: ds, end: ds })));

/** Each range with so many days before and after it; less where negative. */
export const widened = (days: DaySet, by: { readonly before: number; readonly after: number }): DaySet =>
  daySet(days.map(({ start, end }) => ({ start: shiftDay(start, -by.before), end: shiftDay(end, by.after) })));

/** The same days, some days later. */
export const shifted = (days: DaySet, by: number): DaySet => widened(days, { before: -by, after: by });

/** What of the days lies in [start, end]; null: open. */
export const clipped = (days: DaySet, start: string | null, end: string | null): DaySet =>
  days.flatMap((one) => {
    const from = start !== null && start > one.start ? start : one.start;
    const to = end !== null && end < one.end ? end : one.end;
    return from <= to ? [{ start: from, end: to }] : [];
  });

/** Every day. */
export const eachDay = (days: DaySet): readonly string[] => days.flatMap(({ start, end }) => daysBetween(start, end));

/** From the first day to the last; there must be one. */
export const hull = (days: DaySet): DayRange => {
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined) throw new Error('internal: no days');
  return { start: first.start, end: last.end };
};

/** `2023-12-01 to 2023-12-03, 2023-12-24`. */
export const daysText = (days: DaySet): string =>
  days.map(({ start, end }) => (start === end ? start : `${start} to ${end}`)).join(', ');
