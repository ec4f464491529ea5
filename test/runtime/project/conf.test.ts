import { expect, test } from 'vitest';
import { count, eventSource, groupBy, long, parquet, string } from '#dsl';
import { resolveConf } from '#runtime/project/conf';

const raw = parquet({ location: 'x', columns: { user_id: string, ts: long } });
const features = (name: string) =>
  groupBy({
    name,
    sources: [eventSource({ table: raw, timeColumn: 'ts' })],
    keys: ['user_id'],
    aggregations: (c) => [count(c.ts)],
  });
const one = { file: 'features/shop/spend.ts', export: 'v1', definition: features('spend') };
const old = { file: 'features/shop/buys.ts', export: 'v1', definition: features('buys') };
const renewed = { file: 'features/shop/buys.ts', export: 'v2', definition: features('buys_v2') };
const table = { file: 'features/shop/buys.ts', export: 'raw', definition: raw };
const project = {
  root: '/shop',
  definitions: [one, old, renewed, table],
  files: ['features/shop/spend.ts', 'features/shop/buys.ts', 'features/shop/empty.ts'],
};

test.each([
  ['features/shop/spend.ts', [one]],
  ['./features/shop/spend.ts', [one]],
  ['/shop/features/shop/spend.ts', [one]],
  ['features/shop/buys.ts', [old, renewed]],
  ['features/shop/buys.ts:v2', [renewed]],
  ['features/shop/buys.ts:raw', [table]],
  ['shop.spend.v1', [one]],
  ['shop.spend', [one]],
  ['shop.buys.v1', [old]],
])('--conf %s', (conf, expected) => {
  expect(resolveConf(conf, project)).toEqual(expected);
});

test('a path is taken from the folder the command runs in, else from the root', () => {
  expect(resolveConf('spend.ts', { ...project, from: '/shop/features/shop' })).toEqual([one]);
  expect(resolveConf('../features/shop/spend.ts', { ...project, from: '/shop/staging_queries' })).toEqual([one]);
  expect(resolveConf('features/shop/spend.ts', { ...project, from: '/shop/features' })).toEqual([one]);
});

test.each([
  ['shop.buys', 'CHR2420', 'shop.buys.v1'],
  ['shop.spent', 'CHR2420', 'did you mean shop.spend?'],
  ['features/shop/spent.ts', 'CHR2420', 'did you mean features/shop/spend.ts'],
  ['nothing.like.this.at.all', 'CHR2420', 'shop.spend, shop.buys.v1, shop.buys.v2'],
  ['features/shop/buys.ts:v3', 'CHR2421', 'it exports v1, v2, raw'],
  ['features/shop/empty.ts', 'CHR2421', 'export one'],
])('--conf %s is no definition: %s', (conf, code, hint) => {
  const error = (() => {
    try {
      return resolveConf(conf, project);
    } catch (caught) {
      return caught;
    }
  })();
  expect(error).toMatchObject({ code, exitCode: 2, hint: expect.stringContaining(hint) });
});
