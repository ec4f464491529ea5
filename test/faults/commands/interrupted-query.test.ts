import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { type Purchase, shop } from '../../runtime/backfill/shop.ts';
import { chron } from './cli-process.ts';

type Shop = Awaited<ReturnType<typeof shop>>;

const bought = (price: number): readonly Purchase[] => [
  ['2024-01-01', 'ann', 5, '2024-01-01 10:00:00'],
  ['2024-01-02', 'ann', price, '2024-01-02 10:00:00'],
];
const quick = bought(7);
const asked = 'CAST(ds AS DATE) BETWEEN ${startDate} AND ${endDate}';
/** As many rounds as the greatest price. */
const rounds = `WHERE ${asked} AND (WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n
  WHERE i < (SELECT max(price) FROM \${raw})) SELECT count(*) FROM n) > 0`;
/** One call of a function, which the engine cannot interrupt; its time grows with the square of the greatest price. */
const oneCall = `WHERE ${asked} AND levenshtein(
  repeat('a', (SELECT max(price)::INTEGER FROM \${raw})), repeat('b', (SELECT max(price)::INTEGER FROM \${raw}))) >= 0`;

let project: Shop | undefined;
afterEach(() => project?.remove());

const slowProject = async (where: string, price: number): Promise<Shop> => {
  project = await shop(bought(price));
  project.edit.staging(where);
  return project;
};

const args = ({ features }: Shop) => [
  ...['backfill', '--conf', features],
  ...['--start-date', '2024-01-01', '--end-date', '2024-01-02'],
];
const start = (from: Shop) => chron(args(from), { cwd: from.root });

/** Once the table is locked, its query runs. */
const inQuery = async ({ project: { warehouse } }: Shop): Promise<void> => {
  const lock = join(warehouse, 'shop', 'purchases', '_lock');
  for (let round = 0; !existsSync(lock); round += 1) {
    if (round === 3000) throw new Error('the backfill did not come to its query');
    await sleep(10);
  }
  await sleep(300);
};

/** The rerun finishes and gives what was asked, by hand; a second one has nothing to do. */
const finishes = async (from: Shop): Promise<void> => {
  from.put(quick);
  const { status, stderr } = await start(from).ended;
  expect([status, stderr]).toEqual([0, '']);
  expect(await from.table('shop.spend', 'ds')).toMatchObject([
    { user_id: 'ann', spend_price_sum_3d: 5, ds: '2024-01-01' },
    { user_id: 'ann', spend_price_sum_3d: 12, ds: '2024-01-02' },
  ]);
  expect(readdirSync(join(from.project.state, 'spill'))).toEqual([]);
  expect((await start(from).ended).stdout).toContain('nothing to do');
};

test.each([
  ['Ctrl-C', 'SIGINT', 'group', 130],
  ['kill', 'SIGTERM', 'process', 143],
] as const)('%s during a query', async (_, signal, to, status) => {
  const from = await slowProject(rounds, 1e12);
  const running = start(from);
  await inQuery(from);
  const second = await start(from).ended;
  expect([second.status, second.stderr]).toEqual([75, expect.stringContaining('is being written by')]);
  expect(running.isOver()).toBe(false);
  const stopped = await running.stop(signal, to);
  expect(stopped).toMatchObject({ status, stderr: expect.stringContaining('interrupted') });
  expect(stopped.millis).toBeLessThan(2000);
  expect(await from.table('shop.purchases')).toBe(null);
  expect(readdirSync(join(from.project.warehouse, 'shop', 'purchases'))).not.toContain('_lock');
  expect(readdirSync(join(from.project.state, 'spill'))).toEqual([]);
  await finishes(from);
});

test('Ctrl-C during a call that cannot be interrupted', async () => {
  const from = await slowProject(oneCall, 80_000);
  const running = start(from);
  await inQuery(from);
  expect(running.isOver()).toBe(false);
  const { status, millis } = await running.stop('SIGINT');
  expect(status).toBe(130);
  expect(millis).toBeLessThan(2000);
  expect(await from.table('shop.purchases')).toBe(null);
  await finishes(from);
});

test('Ctrl-C twice: the second one ends it at once', async () => {
  const from = await slowProject(oneCall, 80_000);
  const running = start(from);
  await inQuery(from);
  const first = running.stop('SIGINT');
  await sleep(200);
  const { millis } = await running.stop('SIGINT');
  expect(millis).toBeLessThan(1000);
  expect((await first).status).toBe(130);
});

test('Ctrl-C at any moment of a start', async () => {
  const from = await slowProject(rounds, 7);
  for (const after of [100, 300, 450, 600, 800]) {
    const running = start(from);
    await sleep(after + Math.random() * 100);
    if (running.isOver()) continue;
    const { status, millis } = await running.stop('SIGINT');
    expect([0, 130]).toContain(status);
    expect(millis).toBeLessThan(2000);
  }
  await finishes(from);
});
