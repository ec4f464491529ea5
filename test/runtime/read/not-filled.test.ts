// `chron show` of a table that is not there: defined, broken, misspelt.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { filledProject } from '../backfill/filled-project.ts';
import { chron } from '../cli/command-line.ts';

const file = (name: string, body: string): string => `
import { csv, date, endDate, eventSource, groupBy, join, long, part, sql, stagingQuery, startDate, string, sum } from '@chron/chron';
${body.replaceAll('NAME', name)}`;

const purchases = `const raw = csv({ location: './data/purchases.csv', columns: { user_id: string, price: long, ts: long, ds: date } });
export const v1 = stagingQuery({
  name: 'NAME',
  query: sql\`SELECT * FROM \${raw} WHERE ds BETWEEN \${startDate} AND \${endDate}\`,
  columns: { user_id: string, price: long, ts: long },
  startPartition: '2024-01-01',
});`;
const spend = `import { v1 as purchases } from './purchases.ts';
export const v1 = groupBy({
  name: 'NAME',
  sources: [eventSource({ table: purchases, timeColumn: 'ts' })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price)],
});`;
const training = `import { v1 as purchases } from './purchases.ts';
import { v1 as spend } from './spend.ts';
export const v1 = join({
  name: 'NAME',
  left: eventSource({ table: purchases, timeColumn: 'ts' }),
  parts: (left) => [part(spend, left)],
});`;

let one: Awaited<ReturnType<typeof filledProject>>;
beforeAll(async () => {
  one = await filledProject({
    'features/shop/purchases.ts': file('purchases', purchases),
    'features/shop/spend.ts': file('spend', spend),
    'features/shop/training.ts': file('training', training),
    'features/shop/spent.ts': file('spent', spend.replace('sum(c.price)', 'sum(c.prise as never)')),
    'data/purchases.csv': 'user_id,price,ts,ds\nann,2,1704103200000,2024-01-01\n',
  });
});
afterAll(() => one.remove());

const shown = async (table: string): Promise<string> => {
  const ran = await chron(one.root, ['show', table]);
  expect(ran).toMatchObject({ code: 1, out: '' });
  return ran.err.replace(one.project.warehouse, 'the warehouse').trimEnd();
};
const days = '--start-date YYYY-MM-DD --end-date YYYY-MM-DD';

test('nothing is filled: a definition’s table and that of a part say what fills them, and no other is proposed', async () => {
  const notYet = (table: string, name: string): string =>
    `error CHR2450: the table ${table} is defined, but was not filled yet\n  hint: chron backfill --conf features/shop/${name}.ts ${days}`;
  expect(await shown('shop.training')).toBe(notYet('shop.training', 'training'));
  expect(await shown('shop.training.v1')).toBe(notYet('shop.training', 'training'));
  expect(await shown('shop.training__spend')).toBe(notYet('shop.training__spend', 'training'));
  expect(await shown('shop.spend')).toBe(notYet('shop.spend', 'spend'));
  expect(await shown('shop.spendd')).toBe(
    'error CHR2450: there is no table shop.spendd in the warehouse\n  hint: the warehouse has no table yet',
  );
});

test('a definition with problems is not taken for another one', async () => {
  expect(await shown('shop.spent')).toBe(
    'error CHR2450: the table shop.spent was not filled yet, and its definition has problems\n  hint: chron compile',
  );
});

test('of tables that are there the nearest is proposed', async () => {
  one.write('features/shop/spent.ts', '');
  await one.run('features/shop/purchases.ts', '2024-01-01', '2024-01-01');
  expect(await shown('shop.purchase')).toContain('hint: did you mean shop.purchases?');
  expect(await shown('shop.spendd')).toContain('hint: there are shop.purchases');
});
