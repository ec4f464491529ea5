import { describe, expect, test } from 'vitest';
import {
  boolean,
  count,
  date,
  days,
  decimal,
  double,
  entitySource,
  eventSource,
  groupBy,
  join,
  list,
  literal,
  long,
  parquet,
  part,
  string,
  sum,
} from '#dsl';
import { expectedJoin } from '#runtime/verify/oracle-join';
import type { InputRow } from '#runtime/verify/value';
import {
  at,
  events,
  joined,
  leftEntities,
  leftEvents,
  purchase,
  purchases,
  queries,
  query,
} from './purchases-beside-queries.ts';

describe('the six ways a part is seen', () => {
  // One of each power of ten: the sum says which were seen.
  const rows = [
    ...[purchase('08 12:00', 1), purchase('09 00:00', 10), purchase('09 23:59:59.999', 100)],
    ...[purchase('10 00:00', 1_000), purchase('10 09:59:59.999', 10_000), purchase('10 10:00', 100_000)],
    ...[purchase('10 23:59:59.999', 1_000_000), purchase('11 00:00', 10_000_000)],
  ];
  const spend = (accuracy?: 'snapshot' | 'temporal') =>
    groupBy({
      name: 'g',
      sources: [events],
      keys: ['id'],
      aggregations: (c) => [sum(c.price), sum(c.price, { windows: [days(1)] })],
      ...(accuracy && { accuracy }),
    });
  const states = groupBy({
    name: 'g',
    sources: [entitySource({ table: purchases, timeColumn: 'ts' })],
    keys: ['id'],
    aggregations: (c) => [sum(c.price), sum(c.price, { windows: [days(1)] })],
  });
  const now = { ...states, accuracy: 'temporal' } as unknown as typeof states;

  const byEvents = (features: typeof states | ReturnType<typeof spend>, ...when: readonly string[]) =>
    joined(
      join({ name: 'set', left: leftEvents, parts: (left) => [part(features, { id: left.id }) as never] }),
      { left: { rows: when.map((one) => query(one)) }, parts: [[{ rows }]] },
      '10',
    );
  const byEntities = (features: typeof states | ReturnType<typeof spend>) =>
    joined(
      join({ name: 'set', left: leftEntities, parts: (left) => [part(features, { id: left.id }) as never] }),
      { left: { rows: [{ ds: '2023-12-10', id: 'a' }] }, parts: [[{ rows }]] },
      '10',
    );

  test('entities beside events, of whatever accuracy: at the end of the left ds', () => {
    expect(byEntities(spend())).toEqual([[1_111_111n, 1_111_000n]]);
    expect(byEntities(spend('temporal'))).toEqual([[1_111_111n, 1_111_000n]]);
  });

  test('entities beside entities, of whatever accuracy: the snapshot of the same ds', () => {
    expect(byEntities(states)).toEqual([[1_111_000n, 1_111_000n]]);
    expect(byEntities(now)).toEqual([[1_111_000n, 1_111_000n]]);
  });

  test('events beside events, snapshot: at the start of the day of the left time', () => {
    for (const when of ['10 00:00', '10 10:00', '10 23:59:59.999']) {
      expect(byEvents(spend(), when)).toEqual([[111n, 110n]]);
    }
  });

  test('events beside entities, snapshot: the partition of the day before the left time', () => {
    for (const when of ['10 00:00', '10 10:00', '10 23:59:59.999']) {
      expect(byEvents(states, when)).toEqual([[110n, 110n]]);
    }
  });

  test('events beside events, temporal: at the left time, to the millisecond', () => {
    expect(byEvents(spend('temporal'), '10 00:00', '10 10:00', '10 10:00:00.001')).toEqual([
      [111n, 110n],
      [11_111n, 11_100n],
      [111_111n, 111_100n],
    ]);
  });

  test('events beside entities, temporal: the snapshot of the day before, cut at the left time', () => {
    const late = purchase('10 09:00', 7, { ds: '2023-12-09' });
    const set = join({ name: 'set', left: leftEvents, parts: (left) => [part(now, { id: left.id })] });
    const given = { left: { rows: [query('10 09:00'), query('10 10:00')] }, parts: [[{ rows: [...rows, late] }]] };
    expect(joined(set, given, '10')).toEqual([
      [110n, 100n],
      [117n, 107n],
    ]);
  });

  test('a topic makes a part temporal, and what is said wins', () => {
    const streamed = (more: { readonly accuracy?: 'snapshot' }) =>
      groupBy({
        name: 'g',
        sources: [eventSource({ table: purchases, timeColumn: 'ts', topic: 'purchases' })],
        keys: ['id'],
        aggregations: (c) => [sum(c.price), sum(c.price, { windows: [days(1)] })],
        ...more,
      });
    expect(byEvents(streamed({}), '10 10:00')).toEqual([[11_111n, 11_100n]]);
    expect(byEvents(streamed({ accuracy: 'snapshot' }), '10 10:00')).toEqual([[111n, 110n]]);
  });
});

describe('which partitions are seen', () => {
  const features = (accuracy: 'snapshot' | 'temporal', bounds: { readonly startPartition?: string } = {}) =>
    groupBy({
      name: 'g',
      sources: [eventSource({ table: purchases, timeColumn: 'ts', ...bounds })],
      keys: ['id'],
      aggregations: (c) => [count(c.price, { windows: [days(2)] })],
      accuracy,
    });
  const set = (accuracy: 'snapshot' | 'temporal', bounds = {}) =>
    join({ name: 'set', left: leftEvents, parts: (left) => [part(features(accuracy, bounds), left)] });
  const seen = (rows: readonly InputRow[], left: InputRow, accuracy: 'snapshot' | 'temporal') =>
    joined(set(accuracy), { left: { rows: [left] }, parts: [[{ rows }]] }, String(left.ds).slice(-2))[0]?.[0];

  test('up to the day of the left time: an event that came later was not there', () => {
    const early = purchase('10 08:00', 1, { ds: '2023-12-11' });
    expect(seen([early], query('10 09:00'), 'temporal')).toBe(null);
    expect(seen([early], query('11 09:00'), 'temporal')).toBe(1n);
    expect(seen([early], query('11 09:00'), 'snapshot')).toBe(null);
    expect(seen([early], query('12 09:00'), 'snapshot')).toBe(1n);
  });

  test('and from the lookback before it, where every aggregation has a window', () => {
    const kept = purchase('10 08:00', 1, { ds: '2023-12-07' });
    const gone = purchase('10 08:00', 1, { ds: '2023-12-06' });
    expect(seen([kept], query('10 09:00'), 'temporal')).toBe(1n);
    expect(seen([gone], query('10 09:00'), 'temporal')).toBe(null);
    const before = purchase('09 08:00', 1, { ds: '2023-12-06' });
    expect(seen([before], query('10 09:00'), 'snapshot')).toBe(1n);
    expect(seen([{ ...before, ds: '2023-12-05' }], query('10 09:00'), 'snapshot')).toBe(null);
  });

  test('of a row that came in late the time counts, not the partition it is in', () => {
    const rows = [purchase('10 08:00', 1)];
    expect(seen(rows, query('10 09:00', { ds: '2023-12-15' }), 'temporal')).toBe(1n);
    expect(seen(rows, query('10 07:00', { ds: '2023-12-15' }), 'temporal')).toBe(null);
    expect(seen(rows, query('11 07:00', { ds: '2023-12-02' }), 'snapshot')).toBe(1n);
  });

  test('those that the source says', () => {
    const rows = [purchase('09 08:00', 1), purchase('10 08:00', 1)];
    const given = { left: { rows: [query('10 09:00')] }, parts: [[{ rows }]] };
    expect(joined(set('temporal'), given, '10')).toEqual([[2n]]);
    expect(joined(set('temporal', { startPartition: '2023-12-10' }), given, '10')).toEqual([[1n]]);
    expect(joined(set('temporal', { endPartition: '2023-12-09' }), given, '10')).toEqual([[1n]]);
  });
});

describe('left rows', () => {
  const spend = groupBy({ name: 'g', sources: [events], keys: ['id'], aggregations: (c) => [sum(c.price)] });
  const rows = [purchase('09 12:00', 5)];
  const set = join({ name: 'set', left: leftEvents, parts: (left) => [part(spend, left)] });

  test('are each there once, in their order, doubled ones twice, those of other partitions not', () => {
    const left = [query('10 10:00'), query('10 09:00', { id: 'b' }), query('10 10:00'), query('11 10:00')];
    const found = expectedJoin(set as never, { left: { rows: left }, parts: [[{ rows }]] }, '2023-12-10');
    expect(found).toEqual([
      { left: { id: 'a', ts: at('10 10:00') }, features: { g_price_sum: 5n }, tolerances: { g_price_sum: 0 } },
      { left: { id: 'b', ts: at('10 09:00') }, features: { g_price_sum: null }, tolerances: { g_price_sum: 0 } },
      { left: { id: 'a', ts: at('10 10:00') }, features: { g_price_sum: 5n }, tolerances: { g_price_sum: 0 } },
    ]);
  });

  test('without a time, or without a key, see nothing', () => {
    const left = [query('10 10:00', { ts: null }), query('10 10:00', { id: null })];
    expect(
      joined(set, { left: { rows: left }, parts: [[{ rows: [...rows, { ...rows[0], id: null }] }]] }, '10'),
    ).toEqual([[null], [null]]);
  });

  test('without partitions are in that of the day of their time; startPartition and endPartition bound them', () => {
    const left = [query('10 10:00', { ds: null }), query('11 10:00', { ds: null })];
    expect(joined(set, { left: { rows: left }, parts: [[{ rows }]] }, '10')).toEqual([[5n]]);
    const bounded = eventSource({ table: queries, timeColumn: 'ts', startPartition: '2023-12-11' });
    const later = join({ name: 'set', left: bounded, parts: (c) => [part(spend, c)] });
    expect(joined(later, { left: { rows: left }, parts: [[{ rows }]] }, '10')).toEqual([]);
    expect(joined(later, { left: { rows: left }, parts: [[{ rows }]] }, '11')).toEqual([[5n]]);
    const lost = [...left, query('11 10:00', { ds: null, ts: null })];
    expect(() => joined(set, { left: { rows: lost }, parts: [[{ rows }]] }, '10')).toThrow(
      expect.objectContaining({ code: 'CHR2153' }) as Error,
    );
  });

  test('go through select and where, and their columns are kept as they are', () => {
    const table = parquet({
      location: 'q',
      columns: { id: string, ok: boolean, x: double, d: decimal(10, 2), l: list(long), ts: long, ds: date },
    });
    const left = eventSource({
      table,
      timeColumn: 'ts',
      select: (c) => ({ who: c.id, kind: literal('k') }),
      where: (c) => c.ok,
    });
    const wide = join({ name: 'set', left, parts: (c) => [part(spend, { id: c.who })] });
    const row = query('10 10:00', { ok: true, x: Number.NaN, d: '1.5', l: [1n, null] });
    const found = expectedJoin(
      wide as never,
      { left: { rows: [row, { ...row, ok: null }] }, parts: [[{ rows }]] },
      '2023-12-10',
    );
    expect(found.map((one) => one.left)).toEqual([
      { id: 'a', ok: true, x: Number.NaN, d: '1.50', l: [1n, null], ts: at('10 10:00'), who: 'a', kind: 'k' },
    ]);
    expect(found[0]?.features).toEqual({ g_price_sum: 5n });
  });
});
