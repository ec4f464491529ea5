import { afterEach, expect, test } from 'vitest';
import { type Purchase, shop } from './shop.ts';

type Shop = Awaited<ReturnType<typeof shop>>;
const open: Shop[] = [];
const opened = async (rows: readonly Purchase[]): Promise<Shop> => {
  const one = await shop(rows);
  open.push(one);
  return one;
};
afterEach(() => {
  for (const one of open.splice(0)) one.remove();
});

const rows: readonly Purchase[] = [
  ['2024-01-01', 'ann', 10, '2024-01-01 08:00:00'],
  ['2024-01-02', 'ann', 5, '2024-01-02 23:59:59.999'],
  ['2024-01-02', 'bob', 1, '2024-01-02 00:00:00'],
  ['2024-01-04', 'ann', 2, '2024-01-04 12:00:00'],
];

const features = async (one: Shop) =>
  (await one.table('shop.spend'))?.map((row) => [
    row['ds'],
    row['user_id'],
    row['spend_price_sum_1d'],
    row['spend_price_sum_3d'],
    row['spend_price_count_3d'],
  ]);

const expected = [
  ['2024-01-01', 'ann', 10, 10, 1n],
  ['2024-01-02', 'ann', 5, 15, 2n],
  ['2024-01-02', 'bob', 1, 1, 1n],
  ['2024-01-03', 'ann', null, 15, 2n],
  ['2024-01-03', 'bob', null, 1, 1n],
  ['2024-01-04', 'ann', 2, 7, 2n],
  ['2024-01-04', 'bob', null, 1, 1n],
];

test('fills upstream first, computes the values by hand, and does nothing the second time', async () => {
  const one = await opened(rows);
  const first = await one.run(one.features, '2024-01-01', '2024-01-04');
  expect(first.result.tables.map(({ table, computed, rows: n }) => [table, computed, n])).toEqual([
    ['shop.purchases', 4, 4],
    ['shop.spend', 4, 7],
  ]);
  expect(first.result.next).toBe('chron upload --conf features/shop/spend.ts --ds 2024-01-04');
  expect((await features(one))?.toSorted()).toEqual(expected);
  const second = await one.run(one.features, '2024-01-01', '2024-01-04');
  expect(second.computed).toEqual([]);
  expect(second.events.map((event) => event.event)).toEqual(['nothing to do', 'nothing to do']);
});

test('a day without rows inside the range is a partition of zero rows, shown', async () => {
  const one = await opened(rows);
  const { computed } = await one.run(one.staging, '2024-01-01', '2024-01-04');
  expect(computed).toContain('shop.purchases 2024-01-03: 0 (missing)');
});

test('a whole empty range is an error that says what the source has, and publishes nothing', async () => {
  const one = await opened(rows);
  await expect(one.run(one.staging, '2024-05-01', '2024-05-03')).rejects.toMatchObject({
    code: 'CHR2002',
    exitCode: 1,
    message: expect.stringContaining('its source has rows from 2024-01-01 to 2024-01-04'),
  });
  expect(await one.table('shop.purchases')).toBeNull();
  one.put([]);
  await expect(one.run(one.staging, '2024-01-01', '2024-01-03')).rejects.toThrow('no rows at all');
});

test('a range before every source begins is an error that says where they begin', async () => {
  const one = await opened(rows);
  await expect(one.run(one.features, '2023-12-01', '2023-12-20')).rejects.toMatchObject({
    code: 'CHR2435',
    exitCode: 1,
    message: expect.stringContaining('shop.purchases.v1 starts at 2024-01-01'),
  });
  expect(await one.table('shop.spend')).toBeNull();
});

test('rows whose day is null or outside the range are an error with day and count', async () => {
  const one = await opened([...rows, [null, 'eve', 1, '2024-01-02 00:00:00']]);
  one.edit.staging("WHERE ds IS NULL OR ds >= '2024-01-01'");
  const failed = one.run(one.staging, '2024-01-01', '2024-01-02');
  await expect(failed).rejects.toMatchObject({ code: 'CHR2003', exitCode: 1 });
  await expect(failed).rejects.toThrow('1 row with ds null, 1 row with ds 2024-01-04');
  expect(await one.table('shop.purchases')).toBeNull();
});

test('text that is no day stops the run and names the value', async () => {
  const one = await opened([['2024-1-02', 'ann', 1, '2024-01-02 00:00:00']]);
  one.edit.staging('');
  await expect(one.run(one.staging, '2024-01-01', '2024-01-02')).rejects.toThrow('2024-1-02');
});

test('missing files, missing columns and no match are different messages', async () => {
  const one = await opened(rows);
  one.write('data/purchases.csv', 'ds,user,price,ts\n2024-01-01,ann,1,2024-01-01 00:00:00\n');
  await expect(one.run(one.staging, '2024-01-01', '2024-01-01')).rejects.toMatchObject({
    code: 'CHR2011',
    message: expect.stringMatching(/purchases\.csv has no column 'user_id'/),
  });
  const { rmSync } = await import('node:fs');
  rmSync(`${one.root}/data/purchases.csv`);
  await expect(one.run(one.staging, '2024-01-01', '2024-01-01')).rejects.toThrow('no file matches');
  rmSync(`${one.root}/data`, { recursive: true });
  await expect(one.run(one.staging, '2024-01-01', '2024-01-01')).rejects.toThrow('there is no folder');
});

test('one run reads files of several folders, which it was not given at its first table', async () => {
  const one = await opened(rows);
  one.write('names/names.csv', 'user_id,name\nann,Ann\n');
  one.write(
    'staging_queries/shop/named.ts',
    `import { csv, endDate, sql, stagingQuery, startDate, string } from '@chron/chron';
import { v1 as purchases } from './purchases.ts';
export const raw = csv({ location: './names/*.csv', columns: { user_id: string, name: string } });
export const v1 = stagingQuery({
  name: 'named',
  query: sql\`SELECT name, ds FROM \${purchases} JOIN \${raw} USING (user_id) WHERE ds BETWEEN \${startDate} AND \${endDate}\`,
  columns: { name: string },
});
`,
  );
  const { computed } = await one.run('shop.named', '2024-01-01', '2024-01-01');
  expect(computed).toEqual(['shop.purchases 2024-01-01: 1 (missing)', 'shop.named 2024-01-01: 1 (missing)']);
});

test('appending a day upstream restates nothing', async () => {
  const one = await opened(rows);
  await one.run(one.features, '2024-01-01', '2024-01-04');
  one.put([['2024-01-05', 'bob', 3, '2024-01-05 01:00:00']], 'purchases-2.csv');
  const { computed } = await one.run(one.features, '2024-01-01', '2024-01-05');
  // One version stands for the whole glob, so the staging days are computed again; equal contents stop there.
  expect(computed.filter((line) => line.startsWith('shop.spend'))).toEqual(['shop.spend 2024-01-05: 2 (missing)']);
});

test('restating a day recomputes exactly the days whose lookback holds it', async () => {
  const one = await opened(rows);
  const days = { start: '2024-01-01', end: '2024-01-08' };
  await one.run(one.features, days.start, days.end);
  one.put(rows.map((row) => (row[1] === 'bob' ? ['2024-01-02', 'bob', 4, '2024-01-02 00:00:00'] : row)));
  const { computed } = await one.run(one.features, days.start, days.end);
  const again = computed.filter((line) => line.startsWith('shop.spend')).map((line) => line.split(' ')[1]);
  // lookback 3: partition p is read by p ... p + 1 + 3
  expect(again).toEqual(['2024-01-02:', '2024-01-03:', '2024-01-04:', '2024-01-05:', '2024-01-06:']);
  expect(computed.at(-1)).toContain('input shop.purchases.v1 2024-01-02 changed');
  expect((await features(one))?.find((row) => row[0] === '2024-01-03' && row[1] === 'bob')?.[3]).toBe(4);
});

test('an edit recomputes and says which part changed; a comment recomputes nothing', async () => {
  const one = await opened(rows);
  await one.run(one.features, '2024-01-01', '2024-01-02');
  one.edit.comment();
  expect((await one.run(one.features, '2024-01-01', '2024-01-02')).computed).toEqual([]);
  one.edit.windows('days(1), days(3), days(2)');
  const added = await one.run(one.features, '2024-01-01', '2024-01-02');
  expect(added.computed).toHaveLength(2);
  expect(added.computed[0]).toContain('column:spend_price_count_2d changed, column:spend_price_sum_2d changed');
  one.edit.staging('WHERE CAST(ds AS DATE) BETWEEN ${startDate} AND ${endDate} -- the same');
  const query = await one.run(one.features, '2024-01-01', '2024-01-02');
  expect(query.computed.map((line) => line.split(':')[0])).toEqual([
    'shop.purchases 2024-01-01',
    'shop.purchases 2024-01-02',
  ]);
  expect(query.computed[0]).toContain('query changed');
});

test('a cumulative source is read from one partition, and the newest that was read is not made stale by a newer one', async () => {
  const one = await opened([
    ['2024-01-02', 'ann', 1, '2024-01-01 08:00:00'],
    ['2024-01-02', 'ann', 2, '2024-01-02 08:00:00'],
    ['2024-01-03', 'ann', 4, '2024-01-01 08:00:00'],
  ]);
  const source = "table: purchases, timeColumn: 'ts'";
  one.edit.features(source, `${source}, isCumulative: true`);
  await one.run(one.staging, '2024-01-02', '2024-01-03');
  await one.run(one.features, '2024-01-02', '2024-01-03');
  expect((await features(one))?.map((row) => [row[0], row[3]])).toEqual([
    ['2024-01-02', 3],
    ['2024-01-03', 4],
  ]);
  one.edit.features('isCumulative: true', "isCumulative: true, cumulative: 'latest'");
  await one.run(one.features, '2024-01-02', '2024-01-03');
  expect((await features(one))?.map((row) => [row[0], row[3]])).toEqual([
    ['2024-01-02', 4],
    ['2024-01-03', 4],
  ]);
  one.put([['2024-01-04', 'ann', 8, '2024-01-01 08:00:00']], 'purchases-2.csv');
  await one.run(one.staging, '2024-01-02', '2024-01-04');
  expect((await one.run(one.features, '2024-01-02', '2024-01-03')).computed).toEqual([]);
});

test('ranges cut into steps of 1, 3 and 30 days give equal tables', async () => {
  const tables = [];
  for (const stepDays of [1, 3, 30]) {
    const one = await opened(rows);
    await one.run(one.features, '2024-01-01', '2024-01-08', { stepDays });
    tables.push([await one.table('shop.purchases'), await one.table('shop.spend')]);
  }
  expect(tables[1]).toEqual(tables[0]);
  expect(tables[2]).toEqual(tables[0]);
});

test('two at once: both end well or one is told who works on the table; the table is whole', async () => {
  const one = await opened(rows);
  const both = await Promise.allSettled([
    one.run(one.features, '2024-01-01', '2024-01-04'),
    one.run(one.features, '2024-01-01', '2024-01-04'),
  ]);
  const failed = both.filter((result) => result.status === 'rejected');
  for (const { reason } of failed) expect(reason).toMatchObject({ exitCode: 75 });
  expect(failed.length).toBeLessThan(2);
  await one.run(one.features, '2024-01-01', '2024-01-04');
  expect((await features(one))?.toSorted()).toEqual(expected);
});

test('a run that is stopped ends as interrupted, and the next one finishes', async () => {
  const one = await opened(rows);
  const stop = new AbortController();
  setTimeout(() => stop.abort('SIGINT'), 60);
  const started = Date.now();
  const ended = await one
    .run(one.features, '2024-01-01', '2024-03-31', { signal: stop.signal })
    .catch((error) => error);
  if (ended instanceof Error) expect(ended).toMatchObject({ exitCode: 130 });
  expect(Date.now() - started).toBeLessThan(3000);
  await one.run(one.features, '2024-01-01', '2024-01-04');
  expect((await features(one))?.filter((row) => String(row[0]) <= '2024-01-04').toSorted()).toEqual(expected);
});
