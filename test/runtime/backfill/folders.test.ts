import { rmSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { filledProject } from './filled-project.ts';

const open: { readonly root: string }[] = [];
afterEach(() => {
  for (const { root } of open.splice(0)) rmSync(root, { recursive: true, force: true });
});

const table = `
import { csv, double, long, string } from '@chron/chron';
export const raw = csv({
  location: './data/**/*.csv',
  columns: { user: string, price: double, ts: long, system: string, shard: long },
  partitionColumn: 'ds',
});
`;

const features = (sources: string) => `
import { count, eventSource, groupBy, sum } from '@chron/chron';
import { raw } from '../../staging_queries/shop/raw.ts';
export const v1 = groupBy({
  name: 'spend',
  sources: [${sources}],
  keys: ['user', 'system'],
  aggregations: (c) => [sum(c.price), count(c.shard)],
});
`;

const source = (partitions: string, more = '') =>
  `eventSource({ table: raw, timeColumn: 'ts', partitions: ${partitions}${more} })`;
const noon = (ds: string) => Date.parse(`${ds}T12:00:00Z`);

const shop = async (sources: string) => {
  const made = await filledProject({
    'staging_queries/shop/raw.ts': table,
    'features/shop/spend.ts': features(sources),
  });
  open.push(made);
  const put = (folders: string, ds: string, price: number) =>
    made.write(`data/${folders}/ds=${ds}/part.csv`, `user,price,ts\nann,${price},${noon(ds)}\n`);
  put('system=mobile/shard=07', '2024-01-01', 1);
  put('system=mobile/shard=08', '2024-01-01', 2);
  put('system=mobile/shard=07', '2024-01-02', 4);
  put('system=tv%2Fset/shard=07', '2024-01-01', 8);
  // Whoever opens this is told that a column is missing.
  made.write('data/system=web/shard=07/ds=2024-01-01/part.csv', 'nothing\nelse\n');
  return { ...made, put, features: 'features/shop/spend.ts' };
};

test('only the files below the folders that are named are opened', async () => {
  const one = await shop(source("{ system: 'mobile', shard: 7 }"));
  await one.run(one.features, '2024-01-01', '2024-01-02');
  expect(await one.table('shop.spend')).toEqual([
    { user: 'ann', system: 'mobile', spend_price_sum: 1, spend_shard_count: 1n, ds: '2024-01-01' },
    { user: 'ann', system: 'mobile', spend_price_sum: 5, spend_shard_count: 2n, ds: '2024-01-02' },
  ]);
});

test('what stands in other folders makes nothing stale, a file below the named ones does', async () => {
  const one = await shop(source("{ system: 'mobile', shard: 7 }"));
  await one.run(one.features, '2024-01-01', '2024-01-02');
  one.put('system=web/shard=07', '2024-01-01', 100);
  one.put('system=mobile/shard=08', '2024-01-01', 100);
  expect((await one.run(one.features, '2024-01-01', '2024-01-02')).computed).toEqual([]);
  one.put('system=mobile/shard=07', '2024-01-02', 40);
  expect((await one.run(one.features, '2024-01-01', '2024-01-02')).computed).toEqual([
    'shop.spend 2024-01-02: 1 (input shop.raw.raw/shard=7/system=mobile 2024-01-02 changed)',
  ]);
});

test('without a window, all days that there are count: a change of the first restates, a hole stops the run', async () => {
  const one = await shop(source("{ system: 'mobile', shard: 7 }"));
  await one.run(one.features, '2024-01-02', '2024-01-02');
  one.put('system=mobile/shard=07', '2024-01-01', 10);
  expect((await one.run(one.features, '2024-01-02', '2024-01-02')).computed).toEqual([
    'shop.spend 2024-01-02: 1 (input shop.raw.raw/shard=7/system=mobile 2024-01-01 changed)',
  ]);
  one.put('system=mobile/shard=07', '2024-01-04', 1);
  await expect(one.run(one.features, '2024-01-04', '2024-01-04')).rejects.toThrow('of 2024-01-03, which is missing');
});

test('two sources of one table read different folders of it', async () => {
  const one = await shop(`${source("{ system: 'mobile' }")}, ${source("{ system: 'tv/set' }", ", missing: 'empty'")}`);
  await one.run(one.features, '2024-01-02', '2024-01-02');
  expect(await one.table('shop.spend')).toEqual([
    { user: 'ann', system: 'mobile', spend_price_sum: 7, spend_shard_count: 3n, ds: '2024-01-02' },
    { user: 'ann', system: 'tv/set', spend_price_sum: 8, spend_shard_count: 1n, ds: '2024-01-02' },
  ]);
});

test('a day that the folders do not have is missing, and folders that are not there are named', async () => {
  const one = await shop(source("{ system: 'tv/set' }"));
  await expect(one.run(one.features, '2024-01-02', '2024-01-02')).rejects.toThrow(
    'shop.spend.v1 of 2024-01-02 needs shop.raw.raw/system=tv/set of 2024-01-02, which is missing',
  );
  const other = await shop(source("{ system: 'phone' }"));
  await expect(other.run(other.features, '2024-01-02', '2024-01-02')).rejects.toMatchObject({
    code: 'CHR2010',
    message: expect.stringContaining('no file stands under system=phone, but for example '),
  });
});
