import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { daysByTable, type Purchase, type Rows, training, type Visit } from './training.ts';

type Training = Awaited<ReturnType<typeof training>>;
const open: Training[] = [];
const rows: Rows = {
  visits: ['03', '04', '05'].map((day): Visit => [`2024-01-${day}`, 'ann', `2024-01-${day} 12:00:00`]),
  purchases: ['01', '02', '03', '04', '05'].map(
    (day): Purchase => [`2024-01-${day}`, 'ann', Number(day), `2024-01-${day} 08:00:00`],
  ),
  people: ['02', '03', '04', '05'].map((day) => [`2024-01-${day}`, 'ann', `Ulm of ${day}`] as const),
};
const opened = async (): Promise<Training> => {
  const one = await training(rows);
  open.push(one);
  return one;
};
afterEach(() => {
  for (const one of open.splice(0)) one.remove();
});

const conf = 'features/shop/training.ts';
const days = ['2024-01-03', '2024-01-04', '2024-01-05'];
const [start, end] = ['2024-01-03', '2024-01-05'];

test('a range before the left begins is an error that says where it begins', async () => {
  const one = await opened();
  const failed = one.run(conf, '2023-12-20', '2023-12-25');
  await expect(failed).rejects.toMatchObject({ code: 'CHR2435', exitCode: 1 });
  await expect(failed).rejects.toMatchObject({
    message: 'no data for shop.training from 2023-12-20 to 2023-12-25: shop.visits.v1 starts at 2024-01-01',
    hint: 'ask for days from 2024-01-01 on',
  });
  expect(await one.table('shop.training')).toBeNull();
});

test('a day of files that is not there stops the part that reads it; the next run goes on', async () => {
  const one = await opened();
  const write = (day: string): void =>
    one.write(`data/clicks/ds=2024-01-${day}/part.csv`, `user_id,ts\nann,${Date.parse(`2024-01-${day}T09:00:00Z`)}\n`);
  for (const day of ['01', '02', '04']) write(day);
  const failed = one.run('features/shop/clicked.ts', start, end);
  await expect(failed).rejects.toMatchObject({ code: 'CHR2004', exitCode: 1 });
  await expect(failed).rejects.toMatchObject({
    message: 'shop.clicked.v1/clicks of 2024-01-04 needs shop.clicks.raw of 2024-01-03, which is missing',
    hint: "put the files of shop.clicks.raw for 2024-01-03 in place, or write missing: 'empty' on the source",
  });
  expect(await one.table('shop.clicked')).toBeNull();
  write('03');
  const { computed } = await one.run('features/shop/clicked.ts', start, end);
  expect(daysByTable(computed)).toEqual({ 'shop.clicked__clicks': days, 'shop.clicked': days });
  expect((await one.table('shop.clicked'))?.map((row) => row['clicks_ts_count_1d'])).toEqual([1n, 1n, 1n]);
});

test('missing: empty computes what was blocked and nothing else; block names a hole that there is without', async () => {
  const one = await opened();
  const file = 'features/shop/clicks.ts';
  const write = (day: string): void =>
    one.write(`data/clicks/ds=2024-01-${day}/part.csv`, `user_id,ts\nann,${Date.parse(`2024-01-${day}T09:00:00Z`)}\n`);
  for (const day of ['01', '02', '03', '05']) write(day);
  const run = async (to: string) => await one.run('features/shop/clicked.ts', start, to);
  await run('2024-01-04');
  await expect(run(end)).rejects.toMatchObject({ code: 'CHR2004' });
  one.edit(file, "timeColumn: 'ts'", "timeColumn: 'ts', missing: 'empty'");
  const { computed } = await run(end);
  expect(daysByTable(computed)).toEqual({
    'shop.clicked__clicks': ['2024-01-05'],
    'shop.clicked': ['2024-01-05'],
  });
  one.edit(file, ", missing: 'empty'", '');
  await expect(run(end)).rejects.toMatchObject({
    code: 'CHR2004',
    message: 'shop.clicked.v1/clicks of 2024-01-05 needs shop.clicks.raw of 2024-01-04, which is missing',
  });
  write('04');
  expect(daysByTable((await run(end)).computed)).toEqual({
    'shop.clicked__clicks': ['2024-01-05'],
    'shop.clicked': ['2024-01-05'],
  });
});

test('left rows without a time, of a table without partitions, are in no day: they stop the run, or are left out', async () => {
  const one = await opened();
  const millis = (day: string): number => Date.parse(`2024-01-${day}T12:00:00Z`);
  const beyond = 253_402_300_800_000;
  one.write('data/orders.csv', `user_id,ts\nann,${millis('03')}\nbob,\neve,${beyond}\nann,${millis('05')}\n`);
  const file = 'features/shop/ordered.ts';
  one.write(
    file,
    `
import { csv, eventSource, join, long, part, string } from '@chron/chron';
import { v1 as bought } from './bought.ts';
export const raw = csv({ location: './data/orders.csv', columns: { user_id: string, ts: long } });
export const v1 = join({
  name: 'ordered',
  left: eventSource({ table: raw, timeColumn: 'ts' }),
  parts: (left) => [part(bought, left)],
});
`,
  );
  const failed = one.run(file, start, end);
  await expect(failed).rejects.toMatchObject({ code: 'CHR2008', exitCode: 1 });
  await expect(failed).rejects.toMatchObject({
    message: `shop.ordered.v1/bought: 2 rows of the left have no time within the years 1 to 9999, and no partition, so no day`,
    hint: 'mend the time, or leave such rows out: where: (c) => sql`${c.ts} IS NOT NULL` in the left source',
  });
  expect(await one.table('shop.ordered')).toBeNull();
  one.edit(file, "timeColumn: 'ts'", `timeColumn: 'ts', where: (c) => sql\`\${c.ts} < ${beyond}\``);
  one.edit(file, 'part, string', 'part, sql, string');
  expect(daysByTable((await one.run(file, start, end)).computed)['shop.ordered']).toEqual(days);
  expect((await one.table('shop.ordered'))?.map((row) => [String(row['ds']), row['bought_price_sum_2d']])).toEqual([
    ['2024-01-03', 3],
    ['2024-01-05', 7],
  ]);
});

test('two at once: both end well or one is told who works on a table; the tables are whole', async () => {
  const one = await opened();
  const both = await Promise.allSettled([one.run(conf, start, end), one.run(conf, start, end)]);
  const failed = both.filter((result) => result.status === 'rejected');
  for (const { reason } of failed) expect(reason).toMatchObject({ exitCode: 75 });
  expect(failed.length).toBeLessThan(2);
  await one.run(conf, start, end);
  expect(await one.verify(days)).toBe(3 * 6);
});

test('a run that is stopped in a part keeps what is finished, and the next one goes on from there', async () => {
  const one = await opened();
  const stop = new AbortController();
  const stopped = one.run(conf, start, end, {
    stepDays: 1,
    signal: stop.signal,
    heard: (event) => {
      if (event.event === 'partition' && event.table === 'shop.training__bought') stop.abort('SIGINT');
    },
  });
  await expect(stopped).rejects.toMatchObject({ exitCode: 130 });
  expect(await one.table('shop.training')).toBeNull();
  const { computed } = await one.run(conf, start, end);
  const all = daysByTable(computed);
  expect(Object.keys(all)).toEqual(['shop.training__bought', 'shop.training__person', 'shop.training']);
  expect(all['shop.training__bought']).toEqual(['2024-01-04', '2024-01-05']);
  expect(await one.verify(days)).toBe(3 * 6);
});

test('snapshots are read from the GroupBys’ own tables where those are up to date, and the rows are the same', async () => {
  const [one, other] = [await opened(), await opened()];
  for (const name of ['bought', 'person']) {
    await one.run(`features/shop/${name}.ts`, '2024-01-02', '2024-01-04');
  }
  await one.run(conf, start, end);
  await other.run(conf, start, end);
  for (const table of ['shop.training__bought', 'shop.training__person', 'shop.training']) {
    expect(await one.table(table)).toEqual(await other.table(table));
  }
  expect(await one.verify(days)).toBe(3 * 6);
});

test.each([
  ['bought', (_one: Training) => {}, true],
  ['person', (_one: Training) => {}, true],
  [
    'bought',
    (one: Training) => one.put({ purchases: rows.purchases.map(([ds, user, price, ts]) => [ds, user, price + 1, ts]) }),
    false,
  ],
  [
    'bought',
    (one: Training) => one.edit('features/shop/bought.ts', 'windows: [days(2)] })', 'windows: [days(3)] })'),
    false,
  ],
] as const)('the table of %s is read where nothing has changed since (%#)', async (name, change, isRead) => {
  const one = await opened();
  await one.run(`features/shop/${name}.ts`, '2024-01-02', '2024-01-04');
  change(one);
  // What cannot be opened any more is missed by those who read it, and by nobody else.
  rmSync(join(one.project.warehouse, 'shop', name, 'data'), { recursive: true });
  const ran = one.run(conf, start, end);
  if (isRead) {
    await expect(ran).rejects.toThrow(`shop/${name}/data`);
  } else {
    await ran;
    expect(await one.verify(days)).toBe(3 * 6);
  }
});
