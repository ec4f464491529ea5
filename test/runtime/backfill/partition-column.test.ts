import { rmSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { filledProject } from './filled-project.ts';

const open: { readonly root: string }[] = [];
afterEach(() => {
  for (const { root } of open.splice(0)) rmSync(root, { recursive: true, force: true });
});

const features = 'features/shop/spend.ts';
const opened = async (table: string, files: Readonly<Record<string, string>>) => {
  const made = await filledProject({
    'staging_queries/shop/raw.ts': `import { csv, date, double, long, string } from '@chron/chron';\nexport const raw = csv(${table});\n`,
    [features]: `
import { eventSource, groupBy, sum } from '@chron/chron';
import { raw } from '../../staging_queries/shop/raw.ts';
export const v1 = groupBy({
  name: 'spend',
  sources: [eventSource({ table: raw, timeColumn: 'ts', partitionColumn: 'landed', startPartition: '2024-01-01' })],
  keys: ['user'],
  aggregations: (c) => [sum(c.price)],
});
`,
    ...files,
  });
  open.push(made);
  return made;
};
const noon = Date.parse('2024-01-01T12:00:00Z');
const spent = [
  { user: 'ann', spend_price_sum: 1, ds: '2024-01-01' },
  { user: 'ann', spend_price_sum: 3, ds: '2024-01-02' },
];

test('a source may take another column for the day: rows that landed later are not seen before', async () => {
  const one = await opened(
    "{ location: './data/a.csv', columns: { user: string, price: double, landed: date, ds: date, ts: long }, partitionColumn: 'ds' }",
    {
      'data/a.csv': `user,price,ts,ds,landed\nann,1,${noon},2024-01-01,2024-01-01\nann,2,${noon},2024-01-01,2024-01-02\nann,4,${noon},2024-01-01,2023-12-31\n`,
    },
  );
  await one.run(features, '2024-01-01', '2024-01-02');
  expect(await one.table('shop.spend', 'ds')).toEqual(spent);
});

test('a key of the path, too: its folders are read day by day', async () => {
  const one = await opened("{ location: './data/**', columns: { user: string, price: double, ts: long } }", {
    'data/landed=2024-01-01/a.csv': `user,price,ts\nann,1,${noon}\n`,
    'data/landed=2024-01-02/a.csv': `user,price,ts\nann,2,${noon}\n`,
    'data/landed=2023-12-31/a.csv': `user,price,ts\nann,4,${noon}\n`,
  });
  await one.run(features, '2024-01-01', '2024-01-02');
  expect(await one.table('shop.spend', 'ds')).toEqual(spent);
  one.write('data/landed=2024-01-02/a.csv', `user,price,ts\nann,20,${noon}\n`);
  expect((await one.run(features, '2024-01-01', '2024-01-02')).computed).toEqual([
    'shop.spend 2024-01-02: 1 (input shop.raw.raw by landed 2024-01-02 changed)',
  ]);
});
