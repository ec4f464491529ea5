import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tablesOf } from '#runtime/api/services';
import { openProject } from '#runtime/project/project';
import { projectFolder } from '../project/project-folder.ts';
import { chron } from './command-line.ts';
import { shop } from './shop.ts';

let folder: ReturnType<typeof projectFolder>;
beforeAll(() => {
  folder = projectFolder(shop);
});
afterAll(() => folder.remove());

const request = ['--conf', 'features/shop/spend.ts', '--start-date', '2023-12-01', '--end-date', '2023-12-04'];
const plan = ['plan', ...request];
const typed = request.join(' ');
const lines = (text: string): readonly string[] => text.trimEnd().split('\n');

/** Bytes of a partition of the purchases, as its files have them. */
const sizeOf = (ds: string): number => {
  const data = join(folder.root, '.chron/warehouse/shop/purchases/data');
  const files = readdirSync(data, { recursive: true }).map(String);
  return files
    .filter((name) => name.includes(ds) && name.endsWith('.parquet'))
    .reduce((sum, name) => sum + statSync(join(data, name)).size, 0);
};
const edit = (from: string, to: string): void => {
  const path = join(folder.root, 'features/shop/spend.ts');
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
};

test('before the first backfill: all that is missing, exit 3, and nothing is written', async () => {
  const ran = await chron(folder.root, plan);
  expect(ran).toMatchObject({ code: 3, err: '' });
  expect(lines(ran.out)).toEqual([
    'shop.purchases: 4 of 4 days to compute',
    '  2023-12-01..2023-12-04  4 days  missing',
    '  reads about 95 B of shop.purchases.raw (one version for all days)',
    'shop_features.spend: 4 of 4 days to compute',
    '  2023-12-01..2023-12-04  4 days  missing',
    '  reads 4 partitions of shop.purchases, not there yet',
    'to compute: 8 partitions of 2 tables; about 95 B to read, and what is not there yet',
    `  next: chron backfill ${typed}`,
  ]);
  // What the definitions were bundled to.
  expect(readdirSync(join(folder.root, '.chron'))).toEqual(['bundle', 'config']);
});

test('once it is filled: exit 0 and what backfill would say; beyond it the days that are missing alone', async () => {
  expect((await chron(folder.root, ['backfill', ...request])).code).toBe(0);
  const ran = await chron(folder.root, plan);
  expect(ran).toMatchObject({ code: 0, err: '' });
  expect(ran.out).toBe((await chron(folder.root, ['backfill', ...request])).out);
  expect(await chron(folder.root, [...plan, '--quiet'])).toEqual({ code: 0, out: '', err: '' });
  const more = await chron(folder.root, ['plan', ...request.slice(0, -1), '2023-12-05']);
  expect(lines(more.out)).toEqual([
    'shop.purchases: 1 of 5 days to compute',
    '  2023-12-05  1 day  missing',
    '  reads about 95 B of shop.purchases.raw (one version for all days)',
    'shop_features.spend: 1 of 5 days to compute',
    '  2023-12-05  1 day  missing',
    expect.stringMatching(/^ {2}reads about \d\.\d kB of shop\.purchases and 1 partition of it, not there yet$/),
    expect.stringMatching(/^to compute: 2 partitions of 2 tables; about \d\.\d kB to read, and what is not there yet$/),
    `  next: chron backfill ${typed.replace('12-04', '12-05')}`,
  ]);
});

test('an edited definition names its parts; bytes are those of the partitions that are read, each time', async () => {
  edit('days(7)', 'days(3)');
  const ran = await chron(folder.root, [...plan, '--quiet']);
  expect(lines(ran.out)).toEqual([
    'shop_features.spend: 4 of 4 days to compute',
    '  2023-12-01..2023-12-04  4 days  definition changed: column:spend_price_sum_3d, column:spend_price_sum_7d',
    expect.stringMatching(/^ {2}reads about \d+\.\d kB of shop\.purchases$/),
  ]);
  const data = await chron(folder.root, [...plan, '--json']);
  expect(data).toMatchObject({ code: 3, err: '' });
  const document = JSON.parse(data.out) as { readonly tables: readonly { readonly reads: readonly unknown[] }[] };
  expect(document).toEqual({
    work: true,
    tables: [
      {
        table: 'shop.purchases',
        definition: 'shop.purchases.v1',
        fingerprint: expect.stringMatching(/^[0-9a-f]{6}$/) as unknown,
        partitions: 4,
        days: [{ start: '2023-12-01', end: '2023-12-04' }],
        compute: [],
        reads: [],
      },
      {
        table: 'shop_features.spend',
        definition: 'shop.spend.v1',
        fingerprint: expect.stringMatching(/^[0-9a-f]{6}$/) as unknown,
        partitions: 4,
        days: [{ start: '2023-12-01', end: '2023-12-04' }],
        compute: [
          {
            certainty: 'sure',
            kind: 'stale',
            reason: 'definition changed: column:spend_price_sum_3d, column:spend_price_sum_7d',
            changedParts: ['column:spend_price_sum_3d', 'column:spend_price_sum_7d'],
            changedInputs: [],
            partitions: 4,
            days: [{ start: '2023-12-01', end: '2023-12-04' }],
          },
        ],
        reads: [{ input: 'shop.purchases', bytes: expect.any(Number) as unknown, waiting: 0, by: null }],
      },
    ],
    notes: [],
    next: `chron backfill ${typed}`,
  });
  // count(c.price) has no window: a day reads all days up to it.
  const [first = 0, second = 0, third = 0, fourth = 0] = ['01', '02', '03', '04'].map((day) =>
    sizeOf(`2023-12-${day}`),
  );
  expect(first).toBeGreaterThan(0);
  expect(document.tables[1]?.reads).toMatchObject([{ bytes: 4 * first + 3 * second + 2 * third + fourth }]);
  edit('days(3)', 'days(7)');
});

test('a changed file: what is sure, and what depends on what comes out', async () => {
  writeFileSync(join(folder.root, 'data/purchases.csv'), `${shop['data/purchases.csv']}u9,1,1701388800001\n`);
  const ran = await chron(folder.root, plan);
  expect(lines(ran.out)).toEqual([
    'shop.purchases: 4 of 4 days to compute',
    '  2023-12-01..2023-12-04  4 days  input shop.purchases.raw changed',
    '  reads about 114 B of shop.purchases.raw (one version for all days)',
    'shop_features.spend: perhaps 4 of 4 days',
    '  2023-12-01..2023-12-04  4 days  perhaps: input shop.purchases.v1 2023-12-01..2023-12-04 is recomputed',
    expect.stringMatching(/^ {2}reads about \d+\.\d kB of shop\.purchases$/),
    expect.stringMatching(/^to compute: 4 partitions of 2 tables, 4 more perhaps; about \d+\.\d kB to read$/),
    `  next: chron backfill ${typed}`,
  ]);
  const forced = await chron(folder.root, [...plan, '--force', '--step-days', '2']);
  expect(lines(forced.out)).toContain('  2023-12-01..2023-12-04  4 days  --force');
  expect(lines(forced.out)).toContain('  reads about 228 B of shop.purchases.raw (one version for all days)');
  expect(lines(forced.out).at(-1)).toBe(`  next: chron backfill ${typed} --step-days 2 --force`);
});

test.each([
  [['--conf', 'features/shop/spend.ts', '--end-date', '2023-12-04']],
  [['--conf', 'features/shop/spend.ts', '--start-date', '2023-12-01']],
  [['--conf', 'features/shop/spend.ts', '--start-date', '2023-12-05', '--end-date', '2023-12-04']],
  [['--conf', 'features/shop/spend.ts', '--start-ds', '2023-02-30', '--ds', '2023-12-04']],
  [['--conf', 'features/shop/spent.ts', '--start-date', '2023-12-01', '--end-date', '2023-12-04']],
  [['--conf', 'shop.nothing', '--end-date', '2023-12-04']],
  [['--conf', 'features/shop/spend.ts', '--start-date', '2023-01-01', '--end-date', '2023-01-04']],
  [['--start-date', '2023-12-01', '--end-date', '2023-12-04']],
  [[...request, '--step-days', 'x']],
  [[...request, '--profile', 'none']],
])('%j: the same error as that of a backfill', async (args) => {
  const ran = await chron(folder.root, ['plan', ...args]);
  const backfilled = await chron(folder.root, ['backfill', ...args]);
  expect(backfilled.code).toBeGreaterThan(0);
  expect(ran).toEqual({ ...backfilled, err: backfilled.err.replace('chron backfill --help', 'chron plan --help') });
});

test('files that are not there are the same error, too; a table may be locked; stopped, it ends with 130', async () => {
  const file = join(folder.root, 'data/purchases.csv');
  renameSync(file, `${file}.away`);
  const ran = await chron(folder.root, plan);
  expect(ran).toEqual(await chron(folder.root, ['backfill', ...request]));
  expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('CHR2010') as unknown });
  renameSync(`${file}.away`, file);
  // A run that works on a table does not keep anybody from looking.
  const project = await openProject({ from: folder.root, environment: {} });
  const release = await tablesOf(project).lock('shop.purchases', 'somebody');
  expect((await chron(folder.root, ['backfill', ...request])).code).toBe(75);
  expect((await chron(folder.root, plan)).code).toBe(3);
  await release();
  const stopped = await chron(folder.root, plan, { signal: AbortSignal.abort('SIGINT') });
  expect(stopped).toMatchObject({ code: 130, out: '' });
});
