import { afterEach, expect, test } from 'vitest';
import { describe } from '#runtime/read/read';
import { chron } from '../cli/command-line.ts';
import { filledProject } from './filled-project.ts';

type Shop = Awaited<ReturnType<typeof opened>>;
const open: { readonly remove: () => void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.remove();
});

const files = {
  'staging_queries/shop/logins.ts': `
import { csv, date, endDate, long, sql, stagingQuery, startDate } from '@chron/chron';
export const raw = csv({ location: './events/logins.csv', columns: { id: long, day: date } });
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
export const raw = csv({ location: './dimensions/users.csv', columns: { id: long, city: string, ts: long } });
export const v1 = stagingQuery({
  name: 'users',
  query: sql\`SELECT id, city, ts, count(l.ds) AS logins FROM \${raw} LEFT JOIN \${logins} AS l USING (id) GROUP BY ALL\`,
  columns: { id: long, city: string, ts: long, logins: long },
  partitioned: false,
});
`,
  'staging_queries/shop/cities.ts': `
import { endDate, long, sql, stagingQuery, startDate, string } from '@chron/chron';
import { v1 as logins } from './logins.ts';
import { v1 as users } from './users.ts';
export const names = stagingQuery({
  name: 'cities_names',
  query: sql\`SELECT DISTINCT city FROM \${users}\`,
  columns: { city: string },
  partitioned: false,
});
export const v1 = stagingQuery({
  name: 'cities',
  query: sql\`SELECT u.city, count(*) AS n, l.ds FROM \${logins} AS l JOIN \${users} AS u USING (id)
    JOIN \${names} USING (city) WHERE l.ds BETWEEN \${startDate} AND \${endDate} GROUP BY ALL\`,
  columns: { city: string, n: long },
});
`,
  'features/shop/moves.ts': `
import { count, days, eventSource, groupBy } from '@chron/chron';
import { v1 as users } from '../../staging_queries/shop/users.ts';
export const v1 = groupBy({
  name: 'moves',
  sources: [eventSource({ table: users, timeColumn: 'ts' })],
  keys: ['city'],
  aggregations: (c) => [count(c.id, { windows: [days(2)] })],
});
`,
  'events/logins.csv': 'id,day\n1,2024-01-01\n2,2024-01-02\n1,2024-01-03\n',
  'dimensions/users.csv': `id,city,ts\n1,Bern,${Date.parse('2024-01-02T10:00Z')}\n2,Oslo,${Date.parse('2024-01-03T10:00Z')}\n`,
};

const users = 'staging_queries/shop/users.ts';
const opened = async () => {
  const project = await filledProject(files);
  open.push(project);
  return project;
};
const rows = async (one: Shop) =>
  (await one.table('shop.users'))?.map((row) => [row['id'], row['city'], row['logins']]);

test('computed as a whole from what is there; the days asked for say how far what it reads is filled', async () => {
  const one = await opened();
  await expect(one.run(users)).rejects.toMatchObject({
    code: 'CHR2004',
    message: 'shop.users.v1 needs shop.logins.v1, which has no partition yet',
  });
  const first = await one.run(users, undefined, '2024-01-02');
  expect(first.computed).toEqual([
    'shop.logins 2024-01-01: 1 (missing)',
    'shop.logins 2024-01-02: 1 (missing)',
    'shop.users null: 2 (missing)',
  ]);
  expect(await rows(one)).toEqual([
    [1n, 'Bern', 1n],
    [2n, 'Oslo', 1n],
  ]);
  for (const days of [[], ['2024-01-01', '2024-01-02'], ['2024-01-02', '2024-01-02']]) {
    expect((await one.run(users, ...days)).computed).toEqual([]);
  }
});

test('stale when a partition appears or changes, a file, or the definition; not when a file is only touched', async () => {
  const one = await opened();
  await one.run(users, undefined, '2024-01-02');
  await one.run('shop.logins', '2024-01-03', '2024-01-03');
  expect((await one.run(users)).computed).toEqual(['shop.users null: 2 (input shop.logins.v1 2024-01-03 appeared)']);
  expect((await rows(one))?.[0]).toEqual([1n, 'Bern', 2n]);
  one.write('dimensions/users.csv', files['dimensions/users.csv'].replace('Oslo', 'Rome'));
  expect((await one.run(users)).computed).toEqual(['shop.users null: 2 (input shop.users.raw changed)']);
  one.write(users, files[users].replace('LEFT JOIN', 'INNER JOIN'));
  expect((await one.run(users)).computed).toEqual(['shop.users null: 2 (query changed)']);
  expect((await one.run(users, undefined, undefined, { force: true })).computed).toEqual([
    'shop.users null: 2 (forced)',
  ]);
  expect((await one.run(users)).computed).toEqual([]);
  expect(await rows(one)).toEqual([
    [1n, 'Bern', 2n],
    [2n, 'Rome', 1n],
  ]);
});

test('a hole in what it reads stops the run and names the day', async () => {
  const one = await opened();
  await one.run('shop.logins', '2024-01-01', '2024-01-01');
  await one.run('shop.logins', '2024-01-03', '2024-01-03');
  await expect(one.run(users)).rejects.toMatchObject({
    code: 'CHR2004',
    message: 'shop.users.v1 needs shop.logins.v1 of 2024-01-02, which is missing',
  });
});

test('read by a staging query of days, by another table without partitions, and by a GroupBy as events', async () => {
  const one = await opened();
  await one.run('staging_queries/shop/cities.ts:v1', '2024-01-02', '2024-01-03');
  expect(await one.table('shop.cities')).toEqual([
    { city: 'Bern', n: 1n, ds: '2024-01-03' },
    { city: 'Oslo', n: 1n, ds: '2024-01-02' },
  ]);
  await one.run('features/shop/moves.ts', '2024-01-01', '2024-01-05');
  expect(await one.table('shop.moves', 'ds, city')).toEqual([
    { city: 'Bern', moves_id_count_2d: 1n, ds: '2024-01-02' },
    { city: 'Bern', moves_id_count_2d: 1n, ds: '2024-01-03' },
    { city: 'Oslo', moves_id_count_2d: 1n, ds: '2024-01-03' },
    { city: 'Oslo', moves_id_count_2d: 1n, ds: '2024-01-04' },
  ]);
  expect((await one.run('features/shop/moves.ts', '2024-01-01', '2024-01-05')).computed).toEqual([]);
  one.write('dimensions/users.csv', files['dimensions/users.csv'].replace('Oslo', 'Rome'));
  const { computed } = await one.run('features/shop/moves.ts', '2024-01-03', '2024-01-04');
  expect(computed).toEqual([
    'shop.users null: 2 (input shop.users.raw changed)',
    'shop.moves 2024-01-03: 2 (input shop.users.v1 changed)',
    'shop.moves 2024-01-04: 1 (input shop.users.v1 changed)',
  ]);
});

test('no rows at all is an error, and nothing is published', async () => {
  const one = await opened();
  one.write('dimensions/users.csv', 'id,city,ts\n');
  await expect(one.run(users, undefined, '2024-01-01')).rejects.toMatchObject({
    code: 'CHR2002',
    message: 'no data for shop.users: its query gives no rows at all',
  });
  expect(await one.table('shop.users')).toBeNull();
});

test('what it reads has to say where it starts', async () => {
  const one = await opened();
  const logins = 'staging_queries/shop/logins.ts';
  one.write(logins, files[logins].replace("startPartition: '2024-01-01',", ''));
  await expect(one.run(users, undefined, '2024-01-02')).rejects.toMatchObject({
    code: 'CHR2434',
    message: expect.stringContaining('shop.users.v1 has no partitions, so it reads all of shop.logins.v1'),
  });
});

test('a table keeps its partitioning', async () => {
  const one = await opened();
  await one.run(users, undefined, '2024-01-01');
  one.write(
    users,
    files[users]
      .replace('partitioned: false', "startPartition: '2024-01-01'")
      .replace('SELECT id', "SELECT DATE '2024-01-01' AS ds, id"),
  );
  await expect(one.run(users, '2024-01-01', '2024-01-01')).rejects.toMatchObject({
    code: 'CHR2202',
    message: 'shop.users is without partitions, the definition now says partitioned by ds',
  });
});

test('the commands say what is done without a day, and show the rows', async () => {
  const one = await opened();
  const flags = ['--conf', users];
  const first = await chron(one.root, ['backfill', ...flags, '--end-date', '2024-01-01']);
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(first.out).toContain('shop.users: 2 rows (missing)\n');
  const second = await chron(one.root, ['backfill', ...flags]);
  expect(second.out).toMatch(
    /^shop\.users: nothing to do: 1\/1 partitions filled by this definition \([0-9a-f]{6}\)\n$/,
  );
  expect((await chron(one.root, ['show', 'shop.users', '--where', 'id = 2', '--format', 'csv'])).out).toContain(
    '2,Oslo',
  );
  const described = await chron(one.root, ['show', 'shop.users', '--describe']);
  expect(described.out).toMatch(/^shop\.users: no partitions, 2 rows, \d+ bytes\n/);
  expect(await describe(one.project, 'shop.users')).toMatchObject({ rows: 2, partitions: null });
  const { out } = await chron(one.root, ['backfill', ...flags, '--force', '--json']);
  expect(out).toContain('{"event":"partition","table":"shop.users","ds":null,"rows":2,"reason":"forced"}');
});
