import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectFolder } from '../project/project-folder.ts';
import { chron } from './command-line.ts';
import { shop } from './shop.ts';

let folder: ReturnType<typeof projectFolder>;
beforeAll(() => {
  folder = projectFolder(shop);
});
afterAll(() => folder.remove());

const conf = ['--conf', 'features/shop/spend.ts'];
const range = ['--start-date', '2023-12-01', '--end-date', '2023-12-07'];

test.each([
  [['backfil'], 'CHR2410', "unknown command 'backfil' (did you mean backfill?)"],
  [['backfill', ...conf, '--strat-date', 'x'], 'CHR2410', "unknown option '--strat-date' (did you mean --start-date?)"],
  [['backfill', ...range], 'CHR2410', "required option '--conf <file|name>' not specified"],
  [['show'], 'CHR2410', "missing required argument 'table'"],
  [['show', 'a.b', '--format', 'xml'], 'CHR2410', 'Allowed choices are table, json, csv, arrow'],
  [
    ['backfill', ...conf, '--start-date', '2023-13-01', '--end-date', '2023-12-07'],
    'CHR2431',
    '--start-date 2023-13-01',
  ],
  [['backfill', ...conf, '--start-ds', '2023-02-29', '--ds', '2023-12-07'], 'CHR2431', '--start-ds 2023-02-29'],
  [['backfill', ...conf, '--start-date', '1.12.2023', '--ds', '2023-12-07'], 'CHR2431', '--start-date 1.12.2023'],
  [['backfill', ...conf, '--start-date', '2023-12-08', '--end-date', '2023-12-07'], 'CHR2433', 'is after'],
  [['backfill', ...conf, '--start-date', '2023-12-01'], 'CHR2432', 'no end of the range'],
  [['backfill', ...conf, ...range, '--ds', '2023-12-06'], 'CHR2411', '--end-date 2023-12-07 and --ds 2023-12-06'],
  [['backfill', ...conf, ...range, '--step-days', '0'], 'CHR2411', '--step-days 0'],
  [['backfill', '--conf', 'features/shop/spent.ts', ...range], 'CHR2420', '--conf features/shop/spent.ts'],
  [['backfill', '--conf', 'features/shop/spend.ts:v2', ...range], 'CHR2421', "'v2'"],
  [['backfill', ...conf, ...range, '--profile', 'prod'], 'CHR2403', "no profile 'prod'"],
  [['upload', '--conf', 'staging_queries/shop/purchases.ts'], 'CHR23', 'staging_queries/shop/purchases.ts'],
  [['fetch', ...conf, '--key', 'user_id'], 'CHR2411', '--key user_id: not name=value'],
  [['fetch', ...conf, '--key', 'a=1', '--key', 'a=2'], 'CHR2411', '--key a is given twice'],
  [['show', 'a.b', '--limit', 'ten'], 'CHR2411', '--limit ten'],
  [['help', 'CHR9999'], 'CHR2412', 'there is no code CHR9999'],
  [['help', 'uplaod'], 'CHR2412', "no command or code 'uplaod'"],
])('misuse: chron %j: exit 2 with code, cause and remedy, nothing on stdout', async (args, code, text) => {
  const ran = await chron(folder.root, args);
  expect(ran).toMatchObject({ code: 2, out: '' });
  expect(ran.err).toMatch(new RegExp(`^error ${code}`));
  expect(ran.err).toContain(text);
  expect(ran.err).toMatch(/\n {2}hint: \S/);
  const data = await chron(folder.root, [...args, '--json']);
  expect(data).toMatchObject({ code: 2, err: '' });
  expect(JSON.parse(data.out)).toMatchObject({
    error: {
      code: expect.stringContaining(code),
      message: expect.stringContaining(text.split(' (')[0] ?? ''),
      exitCode: 2,
    },
  });
});

test('outside a project: one sentence and the remedy', async () => {
  const ran = await chron('/', ['compile']);
  expect(ran).toMatchObject({ code: 2, out: '' });
  expect(ran.err).toContain('CHR2400');
});

test('help: of codes of the compiler and the runtime, of a command, of all', async () => {
  expect((await chron('/', ['help', 'CHR1010'])).out).toMatch(/^CHR1010: .*column/);
  expect((await chron('/', ['help', 'chr2420'])).out).toMatch(/^CHR2420: --conf takes/);
  expect((await chron('/', ['help', 'backfill'])).out).toContain('--start-date <day>');
  expect((await chron('/', ['help'])).out).toContain('compile');
  expect((await chron('/', ['--help'])).out).not.toContain('quickstart');
  expect((await chron('/', ['upload', '--help'])).code).toBe(0);
});

test('the version is the package’s', async () => {
  expect(await chron('/', ['--version'])).toEqual({ code: 0, out: '0.1.0\n', err: '' });
});
