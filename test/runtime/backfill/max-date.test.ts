import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { filledProject } from './filled-project.ts';

type Shop = Awaited<ReturnType<typeof opened>>;
const open: { readonly remove: () => void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.remove();
});

const customers = `
import { csv, endDate, sql, stagingQuery, startDate, string } from '@chron/chron';
export const raw = csv({ location: './data/customers/**', columns: { id: string, tier: string }, partitionColumn: 'ds' });
export const v1 = stagingQuery({
  name: 'customers',
  query: sql\`SELECT id, tier, ds FROM \${raw} WHERE ds BETWEEN \${startDate} AND \${endDate}\`,
  columns: { id: string, tier: string },
});
`;

const orders = (query: string) => `
import { csv, date, double, endDate, long, maxDate, sql, stagingQuery, startDate, string } from '@chron/chron';
import { raw as files, v1 as customers } from './customers.ts';
export const raw = csv({ location: './data/orders.csv', columns: { ds: date, customer: string, price: double } });
export const rates = csv({ location: './data/rates.csv', columns: { day: string, rate: double }, partitionColumn: 'day' });
${query}
`;

const tiers = `export const v1 = stagingQuery({
  name: 'orders',
  query: sql\`SELECT o.customer, o.price, c.tier, o.ds FROM \${raw} AS o
    LEFT JOIN \${customers} AS c ON c.id = o.customer AND c.ds = \${maxDate(customers)}
    WHERE o.ds BETWEEN \${startDate} AND \${endDate}\`,
  columns: { customer: string, price: double, tier: string },
});`;

const ages = (of: string) => `export const v1 = stagingQuery({
  name: 'orders',
  query: sql\`SELECT customer, \${maxDate(${of})} - ds AS age, ds FROM \${raw}
    WHERE ds BETWEEN \${startDate} AND \${endDate}\`,
  columns: { customer: string, age: long },
});`;

const opened = async (query: string) => {
  const project = await filledProject({
    'staging_queries/shop/customers.ts': customers,
    'staging_queries/shop/orders.ts': orders(query),
    'data/orders.csv': 'ds,customer,price\n2024-01-01,ann,10\n2024-01-02,bob,20\n2024-01-03,ann,30\n',
    'data/rates.csv': 'day,rate\n2024-01-01,1.5\n2024-01-08,2.5\n',
  });
  open.push(project);
  const put = (ds: string, rows: Readonly<Record<string, string>>): void => {
    const path = join(project.root, `data/customers/ds=${ds}/part.csv`);
    mkdirSync(dirname(path), { recursive: true });
    const lines = Object.entries(rows).map(([id, tier]) => `${id},${tier}`);
    writeFileSync(path, ['id,tier', ...lines, ''].join('\n'));
  };
  const remove = (ds: string) => rmSync(join(project.root, `data/customers/ds=${ds}`), { recursive: true });
  put('2023-12-31', { ann: 'silver', bob: 'silver' });
  return { ...project, put, removeDay: remove, orders: 'staging_queries/shop/orders.ts' };
};

const rows = async (one: Shop, column: string) =>
  (await one.table('shop.orders'))
    ?.map((row) => [row['ds'], row['customer'], row[column]])
    .toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));

test('a table that was never filled, and one without files, are named', async () => {
  const one = await opened(tiers);
  await expect(one.run(one.orders, '2024-01-01', '2024-01-02')).rejects.toMatchObject({
    code: 'CHR2007',
    exitCode: 1,
    message: 'shop.orders.v1 asks for the newest partition of shop.customers.v1, which has none',
    hint: expect.stringContaining('chron backfill --conf shop.customers.v1'),
  });
  expect(await one.table('shop.orders')).toBeNull();
});

test('the newest partition is read as it stands, whatever days are asked; a newer one restates nothing', async () => {
  const one = await opened(tiers);
  await one.run('shop.customers', '2023-12-31', '2023-12-31');
  const first = await one.run(one.orders, '2024-01-01', '2024-01-02');
  expect(first.result.tables.map(({ table }) => table)).toEqual(['shop.orders']);
  const silver = [
    ['2024-01-01', 'ann', 'silver'],
    ['2024-01-02', 'bob', 'silver'],
  ];
  expect(await rows(one, 'tier')).toEqual(silver);
  expect((await one.run(one.orders, '2024-01-01', '2024-01-02')).computed).toEqual([]);

  one.put('2024-02-01', { ann: 'gold', bob: 'gold' });
  await one.run('shop.customers', '2024-02-01', '2024-02-01');
  const later = await one.run(one.orders, '2024-01-01', '2024-01-03');
  expect(later.computed).toEqual(['shop.orders 2024-01-03: 1 (missing)']);
  expect(await rows(one, 'tier')).toEqual([...silver, ['2024-01-03', 'ann', 'gold']]);
  await one.run(one.orders, '2024-01-02', '2024-01-02', { force: true });
  expect((await rows(one, 'tier'))?.[1]).toEqual(['2024-01-02', 'bob', 'gold']);
});

test('a change of the partition that was read restates what was computed from it, and only that', async () => {
  const one = await opened(tiers);
  await one.run('shop.customers', '2023-12-31', '2023-12-31');
  await one.run(one.orders, '2024-01-01', '2024-01-01');
  one.put('2024-02-01', { ann: 'gold', bob: 'gold' });
  await one.run('shop.customers', '2024-02-01', '2024-02-01');
  await one.run(one.orders, '2024-01-02', '2024-01-02');
  one.put('2023-12-31', { ann: 'bronze', bob: 'bronze' });
  await one.run('shop.customers', '2023-12-31', '2023-12-31');
  const { computed } = await one.run(one.orders, '2024-01-01', '2024-01-02');
  expect(computed).toEqual(['shop.orders 2024-01-01: 1 (input shop.customers.v1 newest 2023-12-31 changed)']);
  // What is computed again reads what there is now.
  expect((await rows(one, 'tier'))?.map((row) => row[2])).toEqual(['gold', 'gold']);
});

test('a table without partitions is made from the newest one there is now', async () => {
  const one = await opened(`export const v1 = stagingQuery({
  name: 'orders',
  query: sql\`SELECT id, tier FROM \${customers} WHERE ds = \${maxDate(customers)}\`,
  columns: { id: string, tier: string },
  partitioned: false,
});`);
  await one.run('shop.customers', '2023-12-31', '2023-12-31');
  await one.run(one.orders);
  expect((await one.run(one.orders)).computed).toEqual([]);
  one.put('2024-02-01', { ann: 'gold' });
  await one.run('shop.customers', '2024-02-01', '2024-02-01');
  expect((await one.run(one.orders)).computed).toHaveLength(1);
  expect(await one.table('shop.orders')).toEqual([{ id: 'ann', tier: 'gold' }]);
  expect((await one.run(one.orders)).computed).toEqual([]);
});

test('of a table whose rows are not read, only the day counts', async () => {
  const one = await opened(ages('customers'));
  await one.run('shop.customers', '2023-12-31', '2023-12-31');
  await one.run(one.orders, '2024-01-01', '2024-01-02');
  expect(await rows(one, 'age')).toEqual([
    ['2024-01-01', 'ann', -1n],
    ['2024-01-02', 'bob', -2n],
  ]);
  one.put('2023-12-31', { ann: 'bronze' });
  await one.run('shop.customers', '2023-12-31', '2023-12-31');
  expect((await one.run(one.orders, '2024-01-01', '2024-01-02')).computed).toEqual([]);
});

test('files by day: the newest folder; its disappearance restates', async () => {
  const one = await opened(ages('files'));
  one.put('2024-01-05', { ann: 'gold' });
  await one.run(one.orders, '2024-01-01', '2024-01-01');
  one.put('2024-01-06', { ann: 'gold' });
  await one.run(one.orders, '2024-01-01', '2024-01-02');
  expect(await rows(one, 'age')).toEqual([
    ['2024-01-01', 'ann', 4n],
    ['2024-01-02', 'bob', 4n],
  ]);
  one.removeDay('2024-01-05');
  const { computed } = await one.run(one.orders, '2024-01-01', '2024-01-02');
  expect(computed).toEqual([expect.stringContaining('shop.orders 2024-01-01: 1 (input shop.customers.raw newest')]);
});

test('days that stand in the files in a format of their own are looked up there', async () => {
  const one = await opened(ages('rates'));
  one.write(
    one.orders,
    orders(ages('rates'))
      .replace("partitionColumn: 'day'", "partitionColumn: 'day', partitionFormat: 'yyyyMMdd'")
      .replace('{ day: string', '{ day: date'),
  );
  one.write('data/rates.csv', 'day,rate\n20240101,1.5\n20240108,2.5\n');
  await one.run(one.orders, '2024-01-01', '2024-01-01');
  expect(await rows(one, 'age')).toEqual([['2024-01-01', 'ann', 7n]]);
});

test('days that stand in the files are looked up there; none is an error', async () => {
  const one = await opened(ages('rates'));
  await one.run(one.orders, '2024-01-01', '2024-01-01');
  expect(await rows(one, 'age')).toEqual([['2024-01-01', 'ann', 7n]]);
  one.write('data/rates.csv', 'day,rate\n2024-01-01,1.5\n2024-01-08,2.5\n2024-01-09,3\n');
  expect((await one.run(one.orders, '2024-01-01', '2024-01-01')).computed).toEqual([]);
  one.write('data/rates.csv', 'day,rate\n2024-01-01,1.5\n');
  expect((await one.run(one.orders, '2024-01-01', '2024-01-01')).computed).toHaveLength(1);
  expect(await rows(one, 'age')).toEqual([['2024-01-01', 'ann', 0n]]);
  one.write('data/rates.csv', 'day,rate\n');
  await expect(one.run(one.orders, '2024-01-01', '2024-01-01')).rejects.toMatchObject({
    code: 'CHR2007',
    hint: expect.stringContaining('./data/rates.csv'),
  });
});
