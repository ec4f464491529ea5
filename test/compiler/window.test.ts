import { describe, expect, test } from 'vitest';
import { daysBetween, shiftDay } from '#compiler';
import { dayStart, hopOf, snapshotTime, tailOf } from '#compiler/window';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const at = (text: string): number => Date.parse(`${text}Z`);

describe('windows start at a hop', () => {
  test.each([
    [minute, 5 * minute],
    [12 * hour - 1, 5 * minute],
    [12 * hour, hour],
    [12 * day - 1, hour],
    [12 * day, day],
    [365 * day, day],
  ])('a window of %i ms has hops of %i ms', (window, hop) => {
    expect(hopOf(window)).toBe(hop);
  });

  test.each([
    // On midnight whole days are whole days.
    ['2023-12-08T00:00:00.000', 7 * day, '2023-12-01T00:00:00.000'],
    ['2023-12-08T00:00:00.000', 30 * day, '2023-11-08T00:00:00.000'],
    ['2023-12-07T13:37:59.999', 7 * minute, '2023-12-07T13:30:00.000'],
    ['2023-12-07T13:37:00.000', 12 * hour, '2023-12-07T01:00:00.000'],
    ['2023-12-07T13:37:00.000', 12 * day, '2023-11-25T00:00:00.000'],
    // Before 1970 down is still down.
    ['1969-12-31T13:37:00.000', 7 * minute, '1969-12-31T13:30:00.000'],
    ['1970-01-01T00:00:00.000', 7 * minute, '1969-12-31T23:50:00.000'],
    ['1970-01-02T00:00:00.000', 30 * day, '1969-12-03T00:00:00.000'],
  ])('at %s, %i ms reach back to %s', (query, window, tail) => {
    expect(new Date(tailOf(at(query), window, 'sawtooth')).toISOString()).toBe(`${tail}Z`);
    expect(tailOf(at(query), window, 'exact')).toBe(at(query) - window);
  });
});

describe('days', () => {
  test('a snapshot is taken at the midnight that ends its day', () => {
    expect(new Date(snapshotTime('2023-12-31')).toISOString()).toBe('2024-01-01T00:00:00.000Z');
    expect(dayStart('1970-01-01')).toBe(0);
    expect(dayStart('1969-12-31')).toBe(-day);
  });

  test.each([
    ['2024-02-28', 1, '2024-02-29'],
    ['2023-02-28', 1, '2023-03-01'],
    ['2024-01-01', -1, '2023-12-31'],
    ['1900-02-28', 1, '1900-03-01'],
    ['2000-02-28', 1, '2000-02-29'],
    // Where clocks are changed a day has 23 hours; in UTC none has.
    ['2023-03-26', 1, '2023-03-27'],
    ['0999-12-31', 1, '1000-01-01'],
  ])('%s and %i days are %s', (from, days, to) => {
    expect(shiftDay(from, days)).toBe(to);
  });

  test('from and to both count; backwards there is nothing', () => {
    expect(daysBetween('2024-02-28', '2024-03-01')).toEqual(['2024-02-28', '2024-02-29', '2024-03-01']);
    expect(daysBetween('2024-02-28', '2024-02-28')).toEqual(['2024-02-28']);
    expect(daysBetween('2024-02-28', '2024-02-27')).toEqual([]);
    expect(daysBetween('2000-01-01', '2024-12-31')).toHaveLength(25 * 365 + 7);
  });
});
