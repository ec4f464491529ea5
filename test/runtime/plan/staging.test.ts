import { afterEach, expect, test } from 'vitest';
import { plan } from '#runtime/api/plan';
import { filledProject } from '../backfill/filled-project.ts';
import { agreed, told } from './agreement.ts';

const open: { readonly remove: () => void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.remove();
});

const files = {
  'staging_queries/shop/logins.ts': `
import { csv, date, endDate, long, sql, stagingQuery, startDate } from '@chron/chron';
export const raw = csv({ location: './events/*.csv', columns: { id: long, day: date } });
export const v1 = stagingQuery({
  name: 'logins',
  query: sql\`SELECT id, day AS ds FROM \${raw} WHERE day BETWEEN \${startDate} AND \${endDate}\`,
  columns: { id: long },
  startPartition: '2024-01-01',
});
`,
  'staging_queries/shop/users.ts': `
import { csv, long, sql, stagingQuery, string } from '@chron/chron';
import { v1 as logins } from './logins.ts';
export const raw = csv({ location: './dimensions/users.csv', columns: { id: long, city: string } });
export const v1 = stagingQuery({
  name: 'users',
  query: sql\`SELECT id, city, count(l.ds) AS logins FROM \${raw} LEFT JOIN \${logins} AS l USING (id) GROUP BY ALL\`,
  columns: { id: long, city: string, logins: long },
  partitioned: false,
});
`,
  'staging_queries/shop/seen.ts': `
import { endDate, long, sql, stagingQuery, startDate, string } from '@chron/chron';
import { v1 as logins } from './logins.ts';
import { v1 as users } from './users.ts';
export const v1 = stagingQuery({
  name: 'seen',
  query: sql\`SELECT id, city, ds FROM \${logins} JOIN \${users} USING (id)\`,
  columns: { id: long, city: string },
  view: true,
});
`,
  'staging_queries/shop/cities.ts': `
import { endDate, long, sql, stagingQuery, startDate, string } from '@chron/chron';
import { v1 as seen } from './seen.ts';
export const v1 = stagingQuery({
  name: 'cities',
  query: sql\`SELECT city, count(*) AS n, ds FROM \${seen} WHERE ds BETWEEN \${startDate} AND \${endDate} GROUP BY ALL\`,
  columns: { city: string, n: long },
});
`,
  'staging_queries/shop/newest.ts': `
import { long, maxDate, sql, stagingQuery, startDate } from '@chron/chron';
import { v1 as logins } from './logins.ts';
export const v1 = stagingQuery({
  name: 'newest',
  query: sql\`SELECT id, CAST(\${startDate} AS DATE) AS ds FROM \${logins} WHERE ds = \${maxDate(logins)}\`,
  columns: { id: long },
});
`,
  'features/shop/pair.ts': `
import { count, days, eventSource, groupBy } from '@chron/chron';
import { v1 as logins } from '../../staging_queries/shop/logins.ts';
const sources = [eventSource({ table: logins })];
const keys = ['id'] as const;
export const v1 = groupBy({ name: 'pair', sources, keys, aggregations: (c) => [count(c.id, { windows: [days(1)] })] });
export const wide = groupBy({ name: 'pair_wide', sources, keys, aggregations: (c) => [count(c.id, { windows: [days(2)] })] });
`,
  'events/logins.csv': 'id,day\n1,2024-01-01\n2,2024-01-02\n1,2024-01-03\n',
  'dimensions/users.csv': 'id,city\n1,Bern\n2,Oslo\n',
};

const opened = async () => {
  const one = await filledProject(files);
  open.push(one);
  return one;
};
const [start, end] = ['2024-01-01', '2024-01-03'];

test('a table without partitions is planned as a whole; what reads it, through a view too, depends on it', async () => {
  const one = await opened();
  const first = await agreed(one, { conf: 'shop.cities', start, end });
  expect(told(first.planned)).toEqual([
    'shop.logins sure 2024-01-01..2024-01-03: missing',
    'shop.users sure : missing',
    'shop.cities sure 2024-01-01..2024-01-03: missing',
  ]);
  expect(first.planned.tables[1]).toMatchObject({ partitions: 1, days: null, compute: [{ days: null }] });
  expect(first.planned.tables[2]?.reads).toMatchObject([
    { input: 'shop.logins', bytes: 0, waiting: 3 },
    { input: 'shop.users', bytes: 0, waiting: 1 },
  ]);
  one.write('dimensions/users.csv', 'id,city\n1,Bern\n2,Rome\n');
  const second = await agreed(one, { conf: 'shop.cities', start, end });
  expect(told(second.planned)).toEqual([
    'shop.users sure : input shop.users.raw changed',
    'shop.cities perhaps 2024-01-01..2024-01-03: input shop.users.v1 is recomputed',
  ]);
  expect(second.done).toContain('shop.cities 2024-01-02');
  const alone = await agreed(one, { conf: 'shop.users', start: undefined, end: undefined });
  expect(alone.planned).toMatchObject({ work: false, next: null });
});

test('the newest partition: not made stale by one that is filled before', async () => {
  const one = await opened();
  const asked = { conf: 'shop.newest', start, end: '2024-01-01' };
  await agreed(one, { conf: 'shop.logins', start, end: '2024-01-02' });
  await agreed(one, asked);
  await agreed(one, { conf: 'shop.logins', start, end });
  const { planned } = await agreed(one, asked);
  expect(planned.work).toBe(false);
});

test('a view is said to have nothing to fill; a table that was never filled is the error of a backfill', async () => {
  const one = await opened();
  const signal = new AbortController().signal;
  expect(await plan(one.project, { conf: 'shop.seen', start, end, signal })).toEqual({
    work: false,
    tables: [],
    notes: ['shop.seen is a view, so there is nothing to fill: it is computed in what reads it: shop.cities.v1'],
    next: null,
  });
  const error = { code: 'CHR2004', message: 'shop.users.v1 needs shop.logins.v1, which has no partition yet' };
  await expect(plan(one.project, { conf: 'shop.users', signal })).rejects.toMatchObject(error);
  await expect(one.run('shop.users')).rejects.toMatchObject(error);
});

test('several definitions of one file: what the first fills is there for the next', async () => {
  const one = await opened();
  const { planned } = await agreed(one, { conf: 'features/shop/pair.ts', start: '2024-01-03', end });
  expect(told(planned)).toEqual([
    'shop.logins sure 2024-01-01..2024-01-03: missing',
    'shop.pair sure 2024-01-03: missing',
    'shop.pair_wide sure 2024-01-03: missing',
  ]);
});
