import { describe, expect, test } from 'vitest';
import { average, boolean, count, days, entitySource, groupBy, parquet, sum, timestamp } from '#dsl';
import type { InputRow } from '#runtime/verify/value';
import { asked, at, changes, listing, snapshot, source, tables } from './changing-listings.ts';

// Entities that change during a day: G11 of the golden cases, Chronon's own, and what it leaves open.

const rated = groupBy({ name: 'g', sources: [source], keys: ['id'], aggregations: (c) => [average(c.rating)] });

describe('G11, MutationsTest: the average rating of a listing as of a moment of 04-10', () => {
  const usual = snapshot(
    ...([
      [1, '04-04 00:30', 4],
      [2, '04-04 01:40', 3],
      [3, '04-04 06:00', 4],
      [1, '04-04 12:30', 5],
    ] as const),
    ...([
      [1, '04-05 00:30', 4],
      [2, '04-05 03:40', 3],
      [3, '04-05 04:00', 4],
      [1, '04-05 02:30', 5],
    ] as const),
  );
  const queries = [
    [1, '01:00'],
    [1, '02:30'],
    [2, '23:00'],
  ] as const;

  test('a. testSimplestCase: rows that came', () => {
    const mutations = changes(
      [1, '04-10 02:00', 2, '02:00', false],
      [2, '04-10 10:00', 3, '02:10', false],
      [3, '04-10 23:00', 4, '02:15', false],
    );
    expect(asked(rated, { rows: usual, mutations }, queries)).toEqual([4.5, 4, 3]);
  });

  test('b. testUpdateValueCase: a row that changed', () => {
    const mutations = changes(
      [1, '04-05 00:30', 4, '02:00', true],
      [1, '04-05 00:30', 2, '02:00', false],
      [2, '04-10 10:00', 3, '02:10', false],
      [3, '04-10 23:00', 4, '02:15', false],
    );
    expect(asked(rated, { rows: usual, mutations }, queries)).toEqual([4.5, 4, 3]);
  });

  test('c. testUpdateKeyCase: a row that moved from one listing to another', () => {
    const rows = snapshot(
      ...([
        [1, '04-04 00:30', 4],
        [1, '04-04 12:30', 4],
        [1, '04-05 00:30', 4],
        [1, '04-05 02:30', 5],
      ] as const),
      ...([
        [2, '04-04 01:40', 3],
        [2, '04-05 03:40', 3],
        [2, '04-06 03:45', 3],
      ] as const),
      ...([
        [3, '04-04 06:00', 4],
        [3, '04-05 04:00', 4],
      ] as const),
    );
    const mutations = changes(
      [1, '04-05 02:30', 5, '00:30', true],
      [2, '04-05 00:30', 5, '00:30', false],
      [2, '04-10 10:00', 3, '10:00', false],
      [3, '04-10 23:00', 4, '02:15', false],
    );
    const moved = [
      [1, '01:00'],
      [2, '02:30'],
      [2, '23:00'],
    ] as const;
    expect(asked(rated, { rows, mutations }, moved)).toEqual([4, 3.5, 3.4]);
  });
});

describe('which changes are seen', () => {
  const totals = groupBy({
    name: 'g',
    sources: [source],
    keys: ['id'],
    aggregations: (c) => [sum(c.rating), count(c.rating, { windows: [days(1)] })],
  });
  const one = (
    time: string,
    given: { readonly rows?: readonly InputRow[]; readonly mutations?: readonly InputRow[] },
  ) => asked(totals, { rows: given.rows ?? [], mutations: given.mutations ?? [] }, [[1, time]])[0];

  test('those of the day of the query, from its start to just before its time', () => {
    const early = changes([1, '04-09 12:00', 2, '00:00', false]);
    expect(one('00:00', { mutations: early })).toEqual({ g_rating_sum: null, g_rating_count_1d: null });
    expect(one('00:00:00.001', { mutations: early })).toEqual({ g_rating_sum: 2, g_rating_count_1d: 1n });
    const before = changes([1, '04-09 12:00', 2, '00:00', false]).map((row) => ({
      ...row,
      mutation_ts: at('04-09 23:59:59.999'),
    }));
    expect(one('12:00', { mutations: before })).toEqual({ g_rating_sum: null, g_rating_count_1d: null });
    const elsewhere = early.map((row) => ({ ...row, ds: '2021-04-09' }));
    expect(one('12:00', { mutations: elsewhere })).toEqual({ g_rating_sum: null, g_rating_count_1d: null });
    const unpartitioned = early.map((row) => ({ ...row, ds: null }));
    expect(one('12:00', { mutations: unpartitioned })).toEqual({ g_rating_sum: 2, g_rating_count_1d: 1n });
    const timeless = early.map((row) => ({ ...row, mutation_ts: null }));
    expect(one('12:00', { mutations: timeless })).toEqual({ g_rating_sum: null, g_rating_count_1d: null });
  });

  test('where the row itself is in the window, of the snapshot and of the changes alike', () => {
    const rows = snapshot([1, '04-09 05:00', 1], [1, '04-09 04:59', 2], [1, '04-10 06:00', 4]);
    // The window of a day starts at the full hour before 05:30 of the day before.
    expect(one('05:30', { rows })).toEqual({ g_rating_sum: 3, g_rating_count_1d: 1n });
    expect(one('06:00', { rows })).toEqual({ g_rating_sum: 3, g_rating_count_1d: null });
    expect(one('06:00:00.001', { rows })).toEqual({ g_rating_sum: 7, g_rating_count_1d: 1n });
    const mutations = changes([1, '04-09 05:00', 1, '01:00', false], [1, '04-10 07:00', 2, '01:00', false]);
    expect(one('05:59', { mutations })).toEqual({ g_rating_sum: 1, g_rating_count_1d: 1n });
    expect(one('06:00', { mutations })).toEqual({ g_rating_sum: 1, g_rating_count_1d: null });
    expect(one('07:00:00.001', { mutations })).toEqual({ g_rating_sum: 3, g_rating_count_1d: 1n });
  });

  test('a row that went is nothing, not zero', () => {
    const rows = snapshot([1, '04-09 12:00', 3]);
    const mutations = changes([1, '04-09 12:00', 3, '10:00', true]);
    expect(one('10:00', { rows, mutations })).toEqual({ g_rating_sum: 3, g_rating_count_1d: 1n });
    expect(one('11:00', { rows, mutations })).toEqual({ g_rating_sum: null, g_rating_count_1d: null });
    const twice = [...mutations, ...mutations];
    expect(one('11:00', { rows, mutations: twice })).toEqual({ g_rating_sum: -3, g_rating_count_1d: -1n });
  });

  test('startPartition and endPartition bound them too', () => {
    const bounded = (bounds: { readonly startPartition?: string; readonly endPartition?: string }) =>
      groupBy({
        name: 'g',
        sources: [entitySource({ ...tables, timeColumn: 'ts', ...bounds })],
        keys: ['id'],
        aggregations: (c) => [sum(c.rating)],
      });
    const given = { rows: snapshot([1, '04-09 12:00', 1]), mutations: changes([1, '04-09 12:00', 2, '10:00', false]) };
    const at11 = [[1, '11:00']] as const;
    expect(asked(bounded({}), given, at11)).toEqual([3]);
    expect(asked(bounded({ startPartition: '2021-04-10' }), given, at11)).toEqual([2]);
    expect(asked(bounded({ endPartition: '2021-04-09' }), given, at11)).toEqual([1]);
  });

  test('the columns of a change by other names, as a timestamp, and through a twin', () => {
    const named = { ...listing, changed: timestamp, gone: boolean };
    const features = groupBy({
      name: 'g',
      sources: [
        entitySource({
          table: tables.table,
          timeColumn: 'ts',
          mutationTable: parquet({ location: 'c', columns: named }),
          mutationTimeColumn: 'changed',
          reversalColumn: 'gone',
        }),
      ],
      keys: ['id'],
      aggregations: (c) => [sum(c.rating)],
    });
    const rows = snapshot([1, '04-09 12:00', 1], [1, '04-09 13:00', 10]);
    const mutations = [
      { ...rows[0], ds: '2021-04-10', changed: '2021-04-10T10:00:00.000999Z', gone: true },
      { ...rows[1], ds: '2021-04-10', changed: '2021-04-10T11:00:00.000000Z', gone: null, rating: 100 },
    ];
    const queries = [
      [1, '10:00'],
      [1, '10:00:00.001'],
      [1, '11:00:00.001'],
    ] as const;
    expect(asked(features, { rows, mutations }, queries)).toEqual([11, 10, 110]);
    const twin = (row: InputRow) =>
      row['rating'] === 10 ? null : { row: { ...row, rating: Number(row['rating']) * 2 } };
    const twinned = { rows, mutations, twin };
    expect(asked(features, twinned, queries)).toEqual([2, null, 200]);
  });
});
