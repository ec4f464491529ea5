import { rmSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, expect, test } from 'vitest';
import { filledProject } from './filled-project.ts';

const open: { readonly root: string }[] = [];
afterEach(() => {
  for (const { root } of open.splice(0)) rmSync(root, { recursive: true, force: true });
});

const features = 'features/shop/spend.ts';
const opened = async (table: string, files: Readonly<Record<string, string>>) => {
  const made = await filledProject({
    'staging_queries/shop/raw.ts': `import { csv, date, double, json, parquet, string } from '@chron/chron';\nexport const raw = ${table};\n`,
    [features]: `
import { days, eventSource, groupBy, sum } from '@chron/chron';
import { raw } from '../../staging_queries/shop/raw.ts';
export const v1 = groupBy({
  name: 'spend',
  sources: [eventSource({ table: raw })],
  keys: ['user'],
  aggregations: (c) => [sum(c.price, { windows: [days(1), days(2)] })],
});
`,
    ...files,
  });
  open.push(made);
  return made;
};
const spent = (ds: string, one: number | null, two: number | null) => ({
  ...{ user: 'ann', spend_price_sum_1d: one, spend_price_sum_2d: two },
  ds,
});

const dated = (format: string, more = '') =>
  `{ location: './data/', columns: { user: string, price: double${more} }, partitionColumn: 'dt', partitionFormat: '${format}' }`;
const lines = (price: number) => `user,price\nann,${price}\n`;

test('folders are chosen by the day that their names mean; a day reads its own alone', async () => {
  const one = await opened(`csv(${dated('yyyyMMdd')})`, {
    'data/dt=20231230/a.csv': lines(1),
    'data/dt=20231231/a.csv': lines(2),
    'data/dt=20240101/a.csv': lines(4),
  });
  await one.run(features, '2023-12-31', '2024-01-01');
  expect(await one.table('shop.spend', 'ds')).toEqual([spent('2023-12-31', 2, 3), spent('2024-01-01', 4, 6)]);
  one.write('data/dt=20231230/a.csv', lines(100));
  expect((await one.run(features, '2023-12-31', '2024-01-01')).computed).toEqual([
    'shop.spend 2023-12-31: 1 (input shop.raw.raw 2023-12-30 changed)',
    'shop.spend 2024-01-01: 1 (input shop.raw.raw 2023-12-30 changed)',
  ]);
  await expect(one.run(features, '2024-01-02', '2024-01-02')).rejects.toThrow('of 2024-01-02, which is missing');
});

test('signs that a path cannot hold are percent-encoded there', async () => {
  const one = await opened(`csv(${dated('dd/MM/yyyy')})`, {
    'data/dt=31%2F12%2F2023/a.csv': lines(2),
    'data/dt=01%2F01%2F2024/a.csv': lines(4),
  });
  await one.run(features, '2024-01-01', '2024-01-01');
  expect(await one.table('shop.spend')).toEqual([spent('2024-01-01', 4, 6)]);
});

test.each([
  ['csv', 'yyyy/MM/dd', 'user,price,dt\nann,2,2023/12/31\nann,4,2024/01/01\nann,8,2024/01/02\nann,16,\n'],
  [
    'json',
    'yyyyMMdd',
    '{"user":"ann","price":2,"dt":"20231231"}\n{"user":"ann","price":4,"dt":20240101}\n{"user":"ann","price":8,"dt":"20240102"}\n',
  ],
])(
  'in %s files the day is text, or a number written like it, and a date to whoever reads it',
  async (kind, format, text) => {
    const one = await opened(`${kind}(${dated(format, ', dt: date')})`, { [`data/a.${kind}`]: text });
    await one.run(features, '2024-01-01', '2024-01-01');
    expect(await one.table('shop.spend')).toEqual([spent('2024-01-01', 4, 6)]);
  },
);

test('in Parquet files too, where a day that is a date already is a difference to the declaration', async () => {
  const one = await opened(`parquet(${dated('yyyyMMdd', ', dt: date')})`, { 'data/made.txt': '' });
  rmSync(`${one.root}/data/made.txt`);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const write = async (file: string, dt: string) =>
    await connection.run(
      `COPY (SELECT 'ann' AS "user", 2e0 AS price, ${dt} AS dt) TO '${one.root}/data/${file}.parquet'`,
    );
  await write('number', '20240101');
  await write('text', "'20231231'");
  await one.run(features, '2024-01-01', '2024-01-01');
  expect(await one.table('shop.spend')).toEqual([spent('2024-01-01', 2, 4)]);
  await write('date', "DATE '2024-01-01'");
  connection.closeSync();
  instance.closeSync();
  await expect(one.run(features, '2024-01-01', '2024-01-01')).rejects.toMatchObject({
    code: 'CHR2011',
    message: expect.stringContaining("has 'dt' as date"),
  });
});

test.each([
  ['another shape', 'yyyyMMdd', '2024-01-01'],
  ['a day that no calendar has', 'yyyyMMdd', '20240230'],
  ['another order', 'dd.MM.yyyy', '2024.01.01'],
])('%s is an error that names it, in a file and in a path', async (_name, format, text) => {
  const message = expect.stringContaining(`shop.raw.raw: dt: not a day (${format}): ${text}`) as string;
  const told = { code: 'CHR2103', message };
  const file = await opened(`csv(${dated(format, ', dt: date')})`, { 'data/a.csv': `user,price,dt\nann,2,${text}\n` });
  await expect(file.run(features, '2024-01-01', '2024-01-01')).rejects.toMatchObject(told);
  const path = await opened(`csv(${dated(format)})`, { [`data/dt=${text}/a.csv`]: lines(2) });
  await expect(path.run(features, '2024-01-01', '2024-01-01')).rejects.toMatchObject(told);
});
