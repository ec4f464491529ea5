import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { chron } from '../cli/command-line.ts';
import { filledProject } from './filled-project.ts';

type Shop = Awaited<ReturnType<typeof opened>>;
const open: { readonly remove: () => void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.remove();
});

const view = 'staging_queries/shop/clean.ts';
const files = {
  'staging_queries/shop/orders.ts': `
import { csv, double, endDate, long, sql, stagingQuery, startDate, string } from '@chron/chron';
export const raw = csv({ location: './orders/*.csv', columns: { ds: string, id: string, price: double, ts: long } });
export const v1 = stagingQuery({
  name: 'orders',
  query: sql\`SELECT id, price, ts, ds FROM \${raw} WHERE CAST(ds AS DATE) BETWEEN \${startDate} AND \${endDate}\`,
  columns: { id: string, price: double, ts: long },
  startPartition: '2024-01-01',
});
`,
  [view]: `
import { csv, double, long, sql, stagingQuery, string } from '@chron/chron';
import { v1 as orders } from './orders.ts';
export const banned = csv({ location: './banned/*.csv', columns: { id: string } });
export const allowed = stagingQuery({
  name: 'clean_allowed',
  query: sql\`SELECT DISTINCT id FROM \${banned}\`,
  columns: { id: string },
  view: true,
  partitioned: false,
});
/** Two views deep. */
export const v1 = stagingQuery({
  name: 'clean',
  query: sql\`SELECT id, price, ts, ds FROM \${orders} ANTI JOIN \${allowed} USING (id) WHERE price > 0\`,
  columns: { id: string, price: double, ts: long },
  view: true,
});
`,
  'features/shop/spend.ts': `
import { days, eventSource, groupBy, sum } from '@chron/chron';
import { v1 as clean } from '../../staging_queries/shop/clean.ts';
export const v1 = groupBy({
  name: 'spend',
  sources: [eventSource({ table: clean, timeColumn: 'ts' })],
  keys: ['id'],
  aggregations: (c) => [sum(c.price, { windows: [days(1)] }), sum(c.price)],
});
`,
  'staging_queries/shop/daily.ts': `
import { double, endDate, sql, stagingQuery, startDate } from '@chron/chron';
import { v1 as clean } from './clean.ts';
export const v1 = stagingQuery({
  name: 'daily',
  query: sql\`SELECT sum(price) AS price, ds FROM \${clean} WHERE ds BETWEEN \${startDate} AND \${endDate} GROUP BY ds\`,
  columns: { price: double },
});
export const total = stagingQuery({
  name: 'daily_total',
  query: sql\`SELECT sum(price) AS price FROM \${clean}\`,
  columns: { price: double },
  partitioned: false,
});
`,
  'banned/ids.csv': 'id\neve\n',
};

const at = (text: string): number => Date.parse(`${text}Z`);
const opened = async () => {
  const project = await filledProject(files);
  open.push(project);
  const put = (day: string, rows: readonly (readonly [string, number, string])[]): void => {
    const path = join(project.root, `orders/${day}.csv`);
    mkdirSync(dirname(path), { recursive: true });
    const lines = rows.map(([id, price, ts]) => `${day},${id},${price},${at(ts)}`);
    writeFileSync(path, ['ds,id,price,ts', ...lines, ''].join('\n'));
  };
  put('2024-01-01', [
    ['ann', 10, '2024-01-01T10:00'],
    ['bob', -3, '2024-01-01T11:00'],
    ['eve', 99, '2024-01-01T12:00'],
  ]);
  put('2024-01-02', [['ann', 5, '2024-01-02T10:00']]);
  put('2024-01-03', [['bob', 1, '2024-01-03T10:00']]);
  return { ...project, put, features: 'features/shop/spend.ts' };
};

const spend = async (one: Shop) =>
  (await one.table('shop.spend', 'ds, id'))?.map((row) => [
    row['ds'],
    row['id'],
    row['spend_price_sum_1d'],
    row['spend_price_sum'],
  ]);

const values = [
  ['2024-01-01', 'ann', 10, 10],
  ['2024-01-02', 'ann', 5, 15],
  ['2024-01-03', 'ann', null, 15],
  ['2024-01-03', 'bob', 1, 1],
];

test('a GroupBy over a view: what the view reads is filled first, the view itself never', async () => {
  const one = await opened();
  const { result } = await one.run(one.features, '2024-01-01', '2024-01-03');
  expect(result.tables.map(({ table, computed }) => [table, computed])).toEqual([
    ['shop.orders', 3],
    ['shop.spend', 3],
  ]);
  expect(await spend(one)).toEqual(values);
  expect((await one.run(one.features, '2024-01-01', '2024-01-03')).computed).toEqual([]);
  expect(await one.table('shop.clean')).toBeNull();
});

test('a change of what the view reads restates the days that see it, under the name of the table', async () => {
  const one = await opened();
  await one.run(one.features, '2024-01-01', '2024-01-03');
  one.put('2024-01-02', [['ann', 6, '2024-01-02T10:00']]);
  const { computed } = await one.run(one.features, '2024-01-01', '2024-01-03');
  expect(computed.filter((line) => line.startsWith('shop.spend'))).toEqual([
    'shop.spend 2024-01-02: 1 (input shop.orders.v1 2024-01-02 changed)',
    'shop.spend 2024-01-03: 2 (input shop.orders.v1 2024-01-02 changed)',
  ]);
  one.write('banned/ids.csv', 'id\neve\nbob\n');
  const banned = await one.run(one.features, '2024-01-03', '2024-01-03');
  expect(banned.computed).toEqual(['shop.spend 2024-01-03: 1 (input shop.clean.banned changed)']);
  expect((await spend(one))?.at(-1)).toEqual(['2024-01-03', 'ann', null, 16]);
});

test('an edit of a view restates what reads it, also of a view that it reads, and names it', async () => {
  const one = await opened();
  await one.run(one.features, '2024-01-01', '2024-01-02');
  one.write(view, files[view].replace('price > 0', 'price > 5'));
  const first = await one.run(one.features, '2024-01-02', '2024-01-02');
  expect(first.computed).toEqual(['shop.spend 2024-01-02: 1 (view:shop.clean.v1 changed)']);
  expect((await spend(one))?.at(-1)).toEqual(['2024-01-02', 'ann', null, 10]);
  one.write(view, files[view].replace('price > 0', 'price > 5').replace('SELECT DISTINCT id', 'SELECT id'));
  const second = await one.run(one.features, '2024-01-02', '2024-01-02');
  expect(second.computed).toEqual(['shop.spend 2024-01-02: 1 (view:shop.clean.v1 changed)']);
  expect((await one.run(one.features, '2024-01-02', '2024-01-02')).computed).toEqual([]);
});

test('staging queries over a view, with days and without', async () => {
  const one = await opened();
  await one.run('staging_queries/shop/daily.ts', '2024-01-01', '2024-01-03');
  expect(await one.table('shop.daily')).toEqual([
    { price: 1, ds: '2024-01-03' },
    { price: 5, ds: '2024-01-02' },
    { price: 10, ds: '2024-01-01' },
  ]);
  expect(await one.table('shop.daily_total')).toEqual([{ price: 16 }]);
  expect((await one.run('staging_queries/shop/daily.ts', '2024-01-01', '2024-01-03')).computed).toEqual([]);
  one.put('2024-01-04', [['bob', 4, '2024-01-04T10:00']]);
  await one.run('shop.orders', '2024-01-04', '2024-01-04');
  const { computed } = await one.run('shop.daily.total');
  expect(computed).toEqual(['shop.daily_total null: 1 (input shop.orders.v1 2024-01-04 appeared)']);
});

test('a view by itself: nothing to fill, nothing to show, and why', async () => {
  const one = await opened();
  const conf = ['--conf', `${view}:v1`];
  const ran = await chron(one.root, ['backfill', ...conf, '--start-date', '2024-01-01', '--end-date', '2024-01-02']);
  const readers = 'shop.spend.v1, shop.daily.total, shop.daily.v1';
  expect(ran).toMatchObject({ code: 0, err: '' });
  for (const reader of readers.split(', ')) expect(ran.out).toContain(reader);
  expect(ran.out).toMatch(/^shop\.clean is a view, so there is nothing to fill: it is computed in what reads it: /);
  expect((await chron(one.root, ['backfill', ...conf])).code).toBe(0);
  const shown = await chron(one.root, ['show', 'shop.clean']);
  expect(shown.code).toBe(1);
  expect(shown.err).toContain(
    'CHR2450: shop.clean is a view: its rows are computed in what reads it and stored nowhere',
  );
  expect(shown.err).toContain('shop.spend');
});

test('its plan and its SQL are committed, and those of its readers hold its query', async () => {
  const one = await opened();
  const compiled = await chron(one.root, ['compile', '--json']);
  expect(JSON.parse(compiled.out)).toMatchObject({
    definitions: expect.arrayContaining([{ name: 'shop.clean.v1', kind: 'view', table: null, file: view }]) as unknown,
    written: expect.arrayContaining([
      'production/staging_queries/shop/clean.v1.json',
      'production/staging_queries/shop/clean.v1.sql',
      'production/group_bys/shop/spend.v1.sql',
    ]) as unknown,
  });
  expect(await chron(one.root, ['compile', '--check'])).toMatchObject({ code: 0 });
});
