import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clipped, type DayRange, daySet, daysText, eachDay, hull, shifted, widened } from '#compiler/day-set';
import { daysBetween, shiftDay } from '#compiler/window';

const range = (start: string, end = start): DayRange => ({ start, end });

test('ranges that overlap or touch are one; a day between keeps them apart', () => {
  const days = daySet([
    range('2024-01-05', '2024-01-06'),
    range('2024-01-01', '2024-01-03'),
    range('2024-01-02'),
    range('2024-01-04'),
    range('2024-01-08'),
  ]);
  expect(days).toEqual([range('2024-01-01', '2024-01-06'), range('2024-01-08')]);
  expect(hull(days)).toEqual(range('2024-01-01', '2024-01-08'));
  expect(daysText(days)).toBe('2024-01-01 to 2024-01-06, 2024-01-08');
  expect(() => hull([])).toThrow('no days');
});

test('sets of days: what is said of ranges holds for each day', () => {
  const day = fc.integer({ min: 0, max: 60 }).map((at) => shiftDay('2023-12-20', at));
  const ranges = fc.array(
    fc.tuple(day, fc.integer({ min: 0, max: 5 })).map(([start, more]) => range(start, shiftDay(start, more))),
    { maxLength: 8 },
  );
  const small = fc.integer({ min: 0, max: 4 });
  fc.assert(
    fc.property(ranges, day, fc.option(day), small, (some, from, to, by) => {
      const days = daySet(some);
      const each = [...new Set(some.flatMap(({ start, end }) => daysBetween(start, end)))].sort();
      expect(eachDay(days)).toEqual(each);
      expect(days.every(({ start }, at) => at === 0 || start > shiftDay(days[at - 1]?.end ?? '', 1))).toBe(true);
      expect(eachDay(clipped(days, from, to))).toEqual(each.filter((ds) => ds >= from && (to === null || ds <= to)));
      expect(eachDay(shifted(days, -by))).toEqual(each.map((ds) => shiftDay(ds, -by)));
      const wide = new Set(each.flatMap((ds) => daysBetween(shiftDay(ds, -by), shiftDay(ds, 1))));
      expect(eachDay(widened(days, { before: by, after: 1 }))).toEqual([...wide].sort());
    }),
    { numRuns: 200 },
  );
});
