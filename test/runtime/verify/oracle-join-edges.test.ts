import { describe, expect, test } from 'vitest';
import { count, days, groupBy, hours, join, minutes, part, type Window } from '#dsl';
import { expectedJoin } from '#runtime/verify/oracle-join';
import { events, leftEvents } from './purchases-beside-queries.ts';

// G13, NaiveAggregator: the first and the last moment that a window covers, floor(T - W, hop) <= ts < T.

const dayOf = (time: bigint): string => new Date(Number(time)).toISOString().slice(0, 10);
const at = (text: string): bigint => BigInt(Date.parse(`${text.replace(' ', 'T')}Z`));

type Options = { readonly accuracy: 'snapshot' | 'temporal'; readonly edge?: 'exact' };

/** How many events at these times a query at that time counts. */
const counted = (window: Window | null, query: string, times: readonly bigint[], { accuracy, edge }: Options) => {
  const features = groupBy({
    name: 'g',
    sources: [events],
    keys: ['id'],
    aggregations: (c) => [count(c.price, { ...(window && { windows: [window] }), ...(edge && { windowEdge: edge }) })],
    accuracy,
  });
  const set = join({ name: 'set', left: leftEvents, parts: (left) => [part(features, { id: left.id }) as never] });
  const rows = times.map((ts) => ({ ds: dayOf(ts), id: 'a', price: 1n, ts }));
  const left = { rows: [{ ds: dayOf(at(query)), id: 'a', ts: at(query) }] };
  const [row] = expectedJoin(set as never, { left, parts: [[{ rows }]] }, dayOf(at(query)));
  return Object.values(row?.features ?? {})[0];
};

describe('the edges of a window at a query time', () => {
  test.each<[Window | null, string, string]>([
    [hours(1), '2023-12-01 10:07:30.000', '2023-12-01 09:05:00.000'],
    [hours(12), '2023-11-30 12:34', '2023-11-30 00:00'],
    [hours(11), '2023-11-30 12:34', '2023-11-30 01:30'],
    [days(1), '2023-04-10 03:10', '2023-04-09 03:00'],
    [hours(24), '2023-04-10 03:10', '2023-04-09 03:00'],
    [days(12), '2023-11-30 05:01', '2023-11-18 00:00'],
    [hours(300), '2023-11-30 05:01', '2023-11-17 00:00'],
    [days(11), '2023-11-30 05:01', '2023-11-19 05:00'],
    [minutes(750), '2023-11-30 12:34', '2023-11-30 00:00'],
    [minutes(719), '2023-11-30 12:34', '2023-11-30 00:35'],
    [minutes(5), '2023-11-30 00:02:59.999', '2023-11-29 23:55'],
    [days(1), '1969-12-31 03:10', '1969-12-30 03:00'],
  ])('%s at %s: from %s', (window, query, first) => {
    const of = (...times: readonly bigint[]) => counted(window, query, times, { accuracy: 'temporal' });
    expect(of(at(first))).toBe(1n);
    expect(of(at(first) - 1n)).toBe(null);
    expect(of(at(query) - 1n)).toBe(1n);
    expect(of(at(query))).toBe(null);
    expect(of(at(first) - 1n, at(first), at(query) - 1n, at(query))).toBe(2n);
  });

  test('exactly, where the definition says so', () => {
    const of = (time: bigint) => counted(days(12), '2023-11-30 05:01', [time], { accuracy: 'temporal', edge: 'exact' });
    expect(of(at('2023-11-18 05:01'))).toBe(1n);
    expect(of(at('2023-11-18 05:01') - 1n)).toBe(null);
  });

  test('without a window, everything before', () => {
    const of = (time: bigint) => counted(null, '2023-11-30 05:01', [time], { accuracy: 'temporal' });
    expect(of(at('1970-01-01 00:00') - 10n ** 12n)).toBe(1n);
    expect(of(at('2023-11-30 05:01') - 1n)).toBe(1n);
    expect(of(at('2023-11-30 05:01'))).toBe(null);
  });
});

describe('the edges of a window of a snapshot', () => {
  test.each(['2023-11-30 00:00:00.000', '2023-11-30 23:59'])('of a day at %s: the day before', (query) => {
    const of = (time: string, off = 0n) => counted(days(1), query, [at(time) + off], { accuracy: 'snapshot' });
    expect(of('2023-11-29 00:00')).toBe(1n);
    expect(of('2023-11-29 00:00', -1n)).toBe(null);
    expect(of('2023-11-30 00:00', -1n)).toBe(1n);
    expect(of('2023-11-30 00:00')).toBe(null);
  });
});
