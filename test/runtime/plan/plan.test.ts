import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type Purchase, type Rows, training, type Visit } from '../backfill/training.ts';
import { agreed, told } from './agreement.ts';

type Training = Awaited<ReturnType<typeof training>>;
const open: Training[] = [];
const opened = async (rows: Partial<Rows> = {}): Promise<Training> => {
  const one = await training({ visits, purchases, people, ...rows });
  open.push(one);
  return one;
};
afterEach(() => {
  for (const one of open.splice(0)) one.remove();
});

const range = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `2024-01-${String(from + index).padStart(2, '0')}`);
const asked = { conf: 'features/shop/training.ts', start: '2024-01-03', end: '2024-01-06' };
const purchases: readonly Purchase[] = range(1, 8).flatMap((ds, index): Purchase[] => [
  [ds, 'ann', 10 + index, `${ds} 08:00:00`],
  [ds, 'bob', 1 + index, `${ds} 12:00:00`],
]);
const visits: readonly Visit[] = range(3, 8).flatMap((ds): Visit[] => [
  [ds, 'ann', `${ds} 12:00:00`],
  [ds, 'bob', `${ds} 11:59:59.999`],
]);
const people = range(1, 8).flatMap((ds) => [[ds, 'ann', `Ulm of ${ds}`] as const, [ds, 'bob', 'Bonn'] as const]);
const parts = ['shop.training__spend', 'shop.training__bought', 'shop.training__person'];

test('before anything: all is missing, what parts read is estimated by the days of the left', async () => {
  const one = await opened();
  const { planned } = await agreed(one, asked);
  expect(told(planned)).toEqual([
    'shop.visits sure 2024-01-03..2024-01-06: missing',
    'shop.purchases estimated 2023-12-30..2024-01-06: missing',
    'shop.people estimated 2024-01-02..2024-01-05: missing',
    ...[...parts, 'shop.training'].map((table) => `${table} sure 2024-01-03..2024-01-06: missing`),
  ]);
  expect(planned.notes).toEqual([
    'what the parts of shop.training.v1 read is known once shop.visits.v1 is filled for 2024-01-03..2024-01-06; estimated: as if the times of its rows lay in their own days',
  ]);
  expect(planned.next).toBe(
    'chron backfill --conf features/shop/training.ts --start-date 2024-01-03 --end-date 2024-01-06',
  );
  const [left, bought] = planned.tables;
  expect(left).toMatchObject({
    table: 'shop.visits',
    partitions: 4,
    reads: [{ input: 'shop.visits.raw', by: 'whole' }],
  });
  expect(bought?.reads).toMatchObject([{ input: 'shop.purchases.raw', waiting: 0 }]);
  expect(planned.tables.find(({ table }) => table === parts[0])?.reads).toEqual([
    { input: 'shop.visits', bytes: 0, waiting: 4, by: null },
    { input: 'shop.purchases', bytes: 0, waiting: 6, by: null },
  ]);
});

test('left rows of other days than their own: what was sure is computed, an estimate may be wrong', async () => {
  const late: readonly Visit[] = [...visits, ['2024-01-05', 'eve', '2023-12-24 10:00:00']];
  const one = await opened({ visits: late });
  await agreed(one, asked, { late: true });
  // Known now: the far day is planned as it is filled.
  one.edit('features/shop/bought.ts', 'windows: [days(2)] }), lastK', 'windows: [days(3)] }), lastK');
  const { planned } = await agreed(one, asked);
  expect(told(planned)).toEqual([
    'shop.purchases sure 2023-12-29: missing',
    'shop.training__bought sure 2024-01-03..2024-01-06: definition changed: column:bought_price_sum_2d, column:bought_price_sum_3d, lookback; input shop.purchases.v1 2023-12-29..2024-01-01 appeared',
    'shop.training sure 2024-01-03..2024-01-06: definition changed: part:bought',
  ]);
});

test('a restated day: what reads it is computed perhaps, and is not where its rows are the same', async () => {
  const one = await opened();
  await agreed(one, asked);
  one.put({ purchases: purchases.toReversed() });
  const { planned, done } = await agreed(one, asked);
  expect(told(planned)).toEqual([
    'shop.purchases sure 2023-12-30..2024-01-06: input shop.purchases.raw changed',
    'shop.training__spend perhaps 2024-01-03..2024-01-06: input shop.purchases.v1 2024-01-01..2024-01-06 is recomputed',
    'shop.training__bought perhaps 2024-01-03..2024-01-06: input shop.purchases.v1 2023-12-30..2024-01-05 is recomputed',
    'shop.training perhaps 2024-01-03..2024-01-06: input shop.training.v1/bought 2024-01-03..2024-01-06 is recomputed; input shop.training.v1/spend 2024-01-03..2024-01-06 is recomputed',
  ]);
  expect(new Set(done.map((day) => day.split(' ')[0]))).toEqual(new Set(['shop.purchases']));
  one.put({ purchases: purchases.map((row) => (row[0] === '2024-01-05' ? [row[0], row[1], 99, row[3]] : row)) });
  const other = await agreed(one, asked);
  expect(told(other.planned)).toEqual(told(planned));
  expect(other.done).toContain('shop.training 2024-01-05');
  expect(other.done).not.toContain('shop.training 2024-01-04');
});

test('a left that goes on, a hole, a table that is gone, --force', async () => {
  const one = await opened();
  await agreed(one, { ...asked, end: '2024-01-04' });
  const more = await agreed(one, asked);
  expect(told(more.planned)).toEqual([
    'shop.visits sure 2024-01-05..2024-01-06: missing',
    'shop.purchases estimated 2024-01-05..2024-01-06: missing',
    'shop.people estimated 2024-01-04..2024-01-05: missing',
    ...[...parts, 'shop.training'].map((table) => `${table} sure 2024-01-05..2024-01-06: missing`),
  ]);
  rmSync(join(one.project.warehouse, 'shop/purchases'), { recursive: true });
  rmSync(join(one.project.warehouse, 'shop/training__person'), { recursive: true });
  const gone = await agreed(one, asked);
  expect(told(gone.planned)).toEqual([
    'shop.purchases sure 2023-12-30..2024-01-06: missing',
    'shop.training__person sure 2024-01-03..2024-01-06: missing',
  ]);
  const forced = await agreed(one, { ...asked, force: true });
  expect(told(forced.planned)).toEqual([
    'shop.visits sure 2024-01-03..2024-01-06: --force',
    'shop.purchases sure 2023-12-30..2024-01-06: --force',
    'shop.people sure 2024-01-02..2024-01-05: --force',
    ...[...parts, 'shop.training'].map((table) => `${table} sure 2024-01-03..2024-01-06: --force`),
  ]);
  expect(forced.planned.next).toMatch(/ --force$/);
});

test('other confs: a GroupBy, entities, a left that is read by a part too, files of others by day', async () => {
  const one = await opened();
  for (const conf of ['shop.spend', 'shop.person', 'shop.again', 'shop.roster']) await agreed(one, { ...asked, conf });
  one.write('data/clicks/ds=2024-01-02/a.csv', 'user_id,ts,ds\nann,1704190000000,2024-01-02\n');
  for (const ds of range(3, 6)) one.write(`data/clicks/ds=${ds}/a.csv`, `user_id,ts,ds\nann,1704270000000,${ds}\n`);
  const first = await agreed(one, { ...asked, conf: 'shop.clicked' });
  expect(first.planned.tables.find(({ table }) => table === 'shop.clicked__clicks')?.reads).toMatchObject([
    { input: 'shop.visits', waiting: 0, by: null },
    { input: 'shop.clicks.raw', waiting: 0, by: 'path' },
  ]);
  one.write('data/clicks/ds=2024-01-05/b.csv', 'user_id,ts,ds\nbob,1704270000000,2024-01-05\n');
  const { planned } = await agreed(one, { ...asked, conf: 'shop.clicked' });
  expect(told(planned)[0]).toMatch(/^shop\.clicked__clicks sure .*: input shop\.clicks\.raw 2024-01-05 changed$/);
});
