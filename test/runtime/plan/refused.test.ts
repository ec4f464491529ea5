// A table that cannot take what its definition has become: the plan says what the backfill says, and nothing is written.
import { readdirSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { plan } from '#runtime/api/plan';
import { filledProject } from '../backfill/filled-project.ts';

const open: (() => void)[] = [];
afterEach(() => {
  for (const remove of open.splice(0)) remove();
});

const asDays = {
  select: ', ds',
  where: 'WHERE ds BETWEEN ${startDate} AND ${endDate}',
  option: "startPartition: '2024-01-01'",
};
const asAWhole = { select: '', where: '', option: 'partitioned: false' };

const staging = (price: 'long' | 'double', { select, where, option } = asDays): string => `
import { csv, date, double, endDate, long, sql, stagingQuery, startDate, string } from '@chron/chron';
const raw = csv({ location: './data/purchases.csv', columns: { user_id: string, price: long, ts: long, ds: date } });
export const v1 = stagingQuery({
  name: 'purchases',
  query: sql\`SELECT user_id, CAST(price AS ${price === 'long' ? 'BIGINT' : 'DOUBLE'}) AS price, ts${select} FROM \${raw} ${where}\`,
  columns: { user_id: string, price: ${price}, ts: long },
  ${option},
});
`;

const spend = (kind: string): string => `
import { count, eventSource, groupBy, sql } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';
export const v1 = groupBy({
  name: 'spend',
  sources: [eventSource({ table: purchases, timeColumn: 'ts' })],
  keys: ['user_id'],
  aggregations: (c) => [count(c.ts)],
  derive: (c) => ({ level: sql.${kind}\`CAST(\${c.spend_ts_count} AS ${kind === 'string' ? 'VARCHAR' : 'BIGINT'})\` }),
});
`;

const asked = { conf: 'features/shop/spend.ts', start: '2024-01-01', end: '2024-01-02' };

const filled = async () => {
  const one = await filledProject({
    'staging_queries/shop/purchases.ts': staging('long'),
    'features/shop/spend.ts': spend('long'),
    'data/purchases.csv': 'user_id,price,ts,ds\nann,2,1704103200000,2024-01-01\nann,3,1704189600000,2024-01-02\n',
  });
  open.push(one.remove);
  await one.run(asked.conf, asked.start, asked.end);
  return one;
};
type Filled = Awaited<ReturnType<typeof filled>>;

const errorOf = async (work: Promise<unknown>) =>
  await work.then(
    () => null,
    ({ code, exitCode, message, hint }) => ({ code, exitCode, message, hint }) as unknown,
  );

const told = async (one: Filled, conf = asked.conf, end = asked.end) => {
  const files = () => readdirSync(one.project.warehouse, { recursive: true }).map(String).toSorted();
  const before = files();
  const { signal } = new AbortController();
  const planned = await errorOf(plan(one.project, { ...asked, conf, end, signal }));
  expect(files()).toEqual(before);
  expect(planned).toEqual(await errorOf(one.run(conf, asked.start, end)));
  return planned;
};

test('a column of another type: the types are named as they are written in definitions', async () => {
  const one = await filled();
  one.write('features/shop/spend.ts', spend('string'));
  expect(await told(one)).toEqual({
    code: 'CHR2205',
    exitCode: 1,
    message: 'Column level of shop.spend is long, the definition now makes it string',
    hint: 'A stored column keeps its type: give the column another name, or write to another table.',
  });
  // So too where only days that are not there yet are asked for.
  expect(await told(one, asked.conf, '2024-01-03')).toMatchObject({ code: 'CHR2205' });
  one.write('features/shop/spend.ts', spend('long'));
  expect(await told(one)).toBeNull();
});

test('a table that comes before the asked one, and one that has no partitions any more', async () => {
  const one = await filled();
  one.write('staging_queries/shop/purchases.ts', staging('double'));
  expect(await told(one)).toMatchObject({
    message: 'Column price of shop.purchases is long, the definition now makes it double',
  });
  one.write('staging_queries/shop/purchases.ts', staging('long', asAWhole));
  expect(await told(one, 'staging_queries/shop/purchases.ts')).toMatchObject({
    code: 'CHR2202',
    message: 'shop.purchases is partitioned by ds, the definition now says without partitions',
  });
});
