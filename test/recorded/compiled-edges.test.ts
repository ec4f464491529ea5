import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ActualRow } from '#runtime/verify/compare';
import type { InputRow } from '#runtime/verify/value';
import { type Engine, openEngine } from '../property/compiled.ts';
import { compiledJoin, joinRows } from '../property/join-compiled.ts';
import { edgesColumn, edgesJoin, purchase, queries, query } from './edges.ts';
import { rowsOf } from './quickstart-rows.ts';
import { isSame, present, type RecordedRow, recorded, recordedRows, typeHere } from './recorded-chronon.ts';

// The compiled SQL of a Join against what Chronon gave in one step over the same rows, at the edges of its windows.

const dayMs = 86_400_000;
const startOfDay = (ms: number): number => ms - (ms % dayMs);
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Where a window that ends then begins, as its column's name says: at a day, an hour or five minutes. */
const startOf = (end: number, window: readonly string[] | null): number => {
  if (window === null) return Number.NEGATIVE_INFINITY;
  const length = Number(window[1]) * (window[2] === 'd' ? dayMs : dayMs / 24);
  const hop = length >= 12 * dayMs ? dayMs : length >= dayMs / 2 ? dayMs / 24 : dayMs / 288;
  return end - length - ((end - length) % hop);
};

/** The value of a column over purchases, of which no user has two at one time. */
const featureOf = (column: string, events: readonly InputRow[]): unknown => {
  const prices = events
    .toSorted((a, b) => Number(b['ts']) - Number(a['ts']))
    .map((event) => event['purchase_price'] as bigint);
  if (prices.length === 0) return null;
  if (column.includes('_count')) return BigInt(prices.length);
  if (column.includes('_sum')) return prices.reduce((total, price) => total + price);
  return column.includes('_last3') ? prices.slice(0, 3) : prices[0];
};

describe.runIf(present)('edges of windows: 791 queries at, before and after events and hops', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine();
  });
  afterAll(() => engine.close());

  const asked = present ? queries() : [];
  const theirs = present ? recordedRows('join_wide_edges_queries') : [];
  const days = [...new Set(asked.map((row) => String(row['ds'])))].sort();

  const idOf = (row: Readonly<Record<string, unknown>>): string =>
    ['user_id', 'qid', 'ts', 'ds'].map((name) => String(row[name])).join(' ');
  const sorted = <T extends Readonly<Record<string, unknown>>>(rows: readonly T[]): readonly T[] =>
    rows.toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1));

  /** The rows that the compiled Join gives for these purchases, in the order of `theirRows`. */
  const computed = async (bought: readonly InputRow[], step: number): Promise<readonly ActualRow[]> => {
    const tables = [
      { name: 'asked', columns: query, partitioned: true, rows: asked },
      { name: 'bought', columns: purchase, partitioned: true, rows: bought },
    ];
    const [start = '', end = ''] = [days[0], days.at(-1)];
    const found = await joinRows({ definition: edgesJoin, tables, start, end, step }, engine);
    return sorted([...found.values()].flat());
  };

  const theirRows = sorted(theirs);
  type Cell = { readonly row: RecordedRow; readonly column: string; readonly ours: unknown };
  const differing = (mine: readonly ActualRow[]): readonly Cell[] =>
    theirRows.flatMap((row, index) =>
      Object.entries(row)
        .map(([column, value]) => ({ row, column, value, ours: mine[index]?.[edgesColumn(column)] }))
        .filter(({ column, value, ours }) => (column === 'ds' ? String(ours) !== value : !isSame(ours, value))),
    );

  test('columns and their types are Chronon’s, renamed by rule', async () => {
    const { node } = await compiledJoin(edgesJoin);
    const types = { bigint: 'BIGINT', string: 'VARCHAR', date: 'DATE' } as Readonly<Record<string, string>>;
    const ours = node.output.columns.map(({ name, type }) => [
      name,
      type.kind === 'list' ? `${types[type.element.kind]}[]` : types[type.kind],
    ]);
    const { types: spark } = recorded('join_wide_edges_queries');
    const expected = Object.entries(spark).map(([column, type]) => [edgesColumn(column), typeHere(column, type)]);
    expect(expected).toHaveLength(51);
    expect(ours.toSorted()).toEqual(expected.toSorted());
  });

  test.each([1, 7, 40])(
    'where a purchase’s day is its partition, every cell is Chronon’s: %i days a step',
    async (step) => {
      const mine = await computed(rowsOf('purchases.csv', purchase, 'of ts'), step);
      expect(theirs).toHaveLength(791);
      expect(mine.map(idOf)).toEqual(theirRows.map(idOf));
      const moments = theirs.map((row) => `${row['user_id']} ${row['ts']}`);
      expect(new Set(moments.filter((one, index) => moments.indexOf(one) < index)).size).toBe(14);
      expect(differing(mine)).toEqual([]);
    },
  );

  // Chronon's one step saw every event of its range, also those whose partition was not there on the day of the query.
  test('where purchases came late, Chronon’s cells differ by those alone', async () => {
    const bought = rowsOf('purchases.csv', purchase);
    const mine = await computed(bought, 7);
    expect(mine.map(idOf)).toEqual(theirRows.map(idOf));

    /** Prices that Chronon counted in a cell, and which of them were there to be read on the day of the query. */
    const seenBy = (row: RecordedRow, column: string) => {
      const at = Number(row['ts']);
      const isSnapshot = column.includes('snap_small');
      const [end, read] = isSnapshot ? [startOfDay(at), dayOf(startOfDay(at) - 1)] : [at, dayOf(at)];
      const start = startOf(end, /_(\d+)([hd])$/.exec(column));
      const events = bought.filter(
        (event) => event['user_id'] === row['user_id'] && Number(event['ts']) >= start && Number(event['ts']) < end,
      );
      return { events, late: events.filter((event) => String(event['ds']) > read) };
    };
    const cells = differing(mine);
    for (const { row, column } of cells) expect(seenBy(row, column).late, `${column} of ${idOf(row)}`).not.toEqual([]);
    expect(new Set(cells.map(({ row }) => row)).size).toBe(480);
    expect(cells).toHaveLength(14_758);

    for (const [index, row] of theirRows.entries()) {
      for (const column of Object.keys(row).filter((name) => name.includes('_price_'))) {
        const { events, late } = seenBy(row, column);
        const there = events.filter((event) => !late.includes(event));
        expect(mine[index]?.[edgesColumn(column)], `${column} of ${idOf(row)}`).toEqual(featureOf(column, there));
      }
    }
  });
});
