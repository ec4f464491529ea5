import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { market, marketRows } from '../fetch/market.ts';
import { projectFolder } from '../project/project-folder.ts';
import { chron } from './command-line.ts';

let folder: ReturnType<typeof projectFolder>;
beforeAll(async () => {
  folder = projectFolder({ ...market, ...marketRows(7, 3).files });
  for (const name of ['spend', 'person']) {
    const ran = await backfill(name);
    if (ran.code !== 0) throw new Error(ran.err);
  }
});
afterAll(async () => {
  await chron(folder.root, ['dev', 'stop']);
  folder.remove();
});

const backfill = async (name: string, end = '2024-01-04') =>
  await chron(folder.root, ['backfill', '--conf', `market.${name}`, '--start-date', '2024-01-01', '--end-date', end]);
const lines = (text: string): readonly string[] => text.trimEnd().split('\n');
const conf = (name: string): readonly string[] => ['--conf', `market.${name}`];
const user = '9007199254740993';

test('nothing uploaded: every part says so, the row is there, exit 1; then a part that is not filled fails alone', async () => {
  const keys = ['--key', `buyer=${user}`, '--key', 'seller=1', '--key', 'country=de'];
  const none = await chron(folder.root, ['fetch', ...conf('basket'), ...keys]);
  expect(none).toMatchObject({ code: 1, err: '' });
  expect(lines(none.out).map((line) => line.trimEnd())).toEqual([
    'market.basket.v1',
    '  part                     key                                answer          ds  version',
    '  ───────────────────────  ─────────────────────────────────  ──────────────  ──  ───────',
    '  market.spend.v1          buyer=9007199254740993             no version yet',
    '  seller: market.spend.v1  seller=1                           no version yet',
    '  market.home.v1           buyer=9007199254740993 country=de  no version yet',
    '  market.person.v1         buyer=9007199254740993             no version yet',
    '',
    ...none.out.split('\n').slice(8, -2),
    '  next: chron upload --conf market.basket.v1',
  ]);
  expect(none.out).toMatch(/ {2}bought +0\n/);
  expect(none.out).toMatch(/ {2}spend_price_sum_1d +null\n/);

  const upload = await chron(folder.root, ['upload', ...conf('basket')]);
  expect(upload.code).toBe(1);
  expect(lines(upload.out)).toEqual([
    'market.spend: uploading 2024-01-04, the newest partition',
    expect.stringMatching(/^ {2}market\.spend 2024-01-04: \d+ rows published as version \d{14}_\d{6}$/),
    '  market.home: not uploaded (CHR2333)',
    'market.person: uploading 2024-01-04, the newest partition',
    expect.stringMatching(/^ {2}market\.person 2024-01-04: 30 rows published as version \d{14}_\d{6}$/),
  ]);
  expect(upload.err).toContain('error CHR2333: market.home has no partition: no partition is filled yet');
  expect(upload.err).toContain('hint: chron backfill --conf features/market/home.ts');

  const some = await chron(folder.root, ['fetch', ...conf('basket'), ...keys, '--json']);
  expect(some.code).toBe(1);
  const [answer] = JSON.parse(some.out) as [{ parts: { answer: string }[] }];
  expect(answer).toMatchObject({ definition: 'market.basket.v1', answer: 'no version' });
  expect(answer.parts.map((part) => part.answer)).toEqual(['value', 'no such key', 'no version', 'no such key']);
});

test('the same command goes on: what is current is not sent again; a value in one part is a value', async () => {
  expect((await backfill('home', '2024-01-03')).code).toBe(0);
  const upload = await chron(folder.root, ['upload', ...conf('basket')]);
  expect(upload).toMatchObject({ code: 0, err: '' });
  expect(lines(upload.out)).toEqual([
    'market.spend: uploading 2024-01-04, the newest partition',
    expect.stringMatching(/^ {2}market\.spend 2024-01-04: nothing to do: version \S+ \(\d+ rows\) is current already$/),
    'market.home: uploading 2024-01-03, the newest partition',
    expect.stringMatching(/^ {2}market\.home 2024-01-03: \d+ rows published as version /),
    'market.person: uploading 2024-01-04, the newest partition',
    expect.stringMatching(/^ {2}market\.person 2024-01-04: nothing to do: version /),
    'the parts are of different days (2024-01-03, 2024-01-04): --ds takes one for all',
    '  next: chron fetch --conf market.basket --key NAME=VALUE',
  ]);
  expect((await backfill('home')).code).toBe(0);
  const again = await chron(folder.root, ['upload', ...conf('basket'), '--ds', '2024-01-04', '--json']);
  const events = lines(again.out).map((line) => JSON.parse(line) as { event: string });
  expect(events.map(({ event }) => event)).toEqual(['uploaded', 'uploaded', 'uploaded', 'result']);
  expect(events[1]).toEqual({
    event: 'uploaded',
    outcome: 'published',
    versionId: expect.any(String) as unknown,
    version: expect.any(String) as unknown,
    rows: expect.any(Number) as unknown,
    definition: 'market.home.v1',
    table: 'market.home',
    ds: '2024-01-04',
  });

  const keys = ['--key', `buyer=${user}`, '--key', 'seller=1', '--key', 'country=xx'];
  const known = await chron(folder.root, ['fetch', ...conf('basket'), ...keys, '--key', 'cart=12.50']);
  expect(known).toMatchObject({ code: 0, err: '' });
  expect(lines(known.out)[3]).toMatch(
    /^ {2}market\.spend\.v1 +buyer=9007199254740993 +value +2024-01-04 +\d{14}_\d{6}$/,
  );
  expect(lines(known.out)[4]).toMatch(
    /^ {2}seller: market\.spend\.v1 +seller=1 +no such key +2024-01-04 +\d{14}_\d{6}$/,
  );
  expect(known.out).toMatch(/ {2}share +-?\d+\.\d+/);
  const nobody = ['--key', 'buyer=1', '--key', 'seller=1', '--key', 'country=de'];
  expect((await chron(folder.root, ['fetch', ...conf('basket'), ...nobody])).code).toBe(1);
});

test('a derivation that raises for the row: the others are printed, the error says which, exit 1', async () => {
  const file = 'features/market/basket.ts';
  const before = readFileSync(join(folder.root, file), 'utf8');
  folder.write(
    file,
    before.replace('bought: sql', 'level: sql.double`ln(-1 - coalesce(${c.spend_item_count}, 0))`, bought: sql'),
  );
  const args = ['fetch', ...conf('basket'), '--key', `buyer=${user}`, '--key', 'seller=1', '--key', 'country=de'];
  const text = await chron(folder.root, args);
  expect(text.code).toBe(1);
  expect(text.out).toMatch(/ {2}market\.spend\.v1 +buyer=9007199254740993 +value /);
  expect(text.out).toMatch(/ {2}bought +\d+\n/);
  expect(text.out).not.toContain('level');
  expect(lines(text.err)).toEqual([
    `error CHR2056: market.basket.v1 for buyer=${user} seller=1 country=de: Out of Range Error: cannot take logarithm of a negative number`,
    '  features/market/basket.ts derive.level: ln(-1 - coalesce(spend_item_count, 0))',
    '  hint: give null where it has no value: TRY(ln(-1 - coalesce(spend_item_count, 0))), or CASE WHEN ... THEN ... END',
  ]);
  const data = await chron(folder.root, [...args, '--json']);
  expect(data).toMatchObject({ code: 1, err: '' });
  const [answer] = JSON.parse(data.out) as [{ failed: { column: string }[]; feature: Record<string, unknown> }];
  expect(answer).toMatchObject({ answer: 'derivation failed', failed: [{ column: 'level', code: 'CHR2056' }] });
  expect(answer.feature).toHaveProperty('bought');
  expect(answer.feature).not.toHaveProperty('level');
  folder.write(file, before);
});

test('several that fail: each is named with its reason, the exit code is the worst', async () => {
  const upload = await chron(folder.root, ['upload', ...conf('basket'), '--ds', '2024-02-01']);
  expect(upload.code).toBe(1);
  expect(upload.err).toContain(
    'error CHR2340: 3 of 3 definitions were not uploaded\n  market.spend.v1: market.spend has no',
  );
  expect(upload.err).toContain('then run the same command again');
  const data = await chron(folder.root, ['upload', ...conf('basket'), '--ds', '2024-02-01', '--json']);
  const documents = lines(data.out).map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(documents[0]).toMatchObject({ event: 'upload failed', definition: 'market.spend.v1', code: 'CHR2333' });
  expect(documents.at(-1)).toMatchObject({ error: { code: 'CHR2340', exitCode: 1 } });
});

test('a part that is not online is said once and is null; a join without an online part is refused', async () => {
  const watched = ['--conf', 'features/market/watched.ts:v1'];
  const upload = await chron(folder.root, ['upload', ...watched]);
  expect(upload).toMatchObject({ code: 0, err: '' });
  expect(lines(upload.out)[0]).toBe(
    'market.places.v1 is not online, so its columns of market.watched.v1 are null when served: online: true in features/market/places.ts makes it so',
  );
  const keys = ['--key', `buyer=${user}`, '--key', 'country=de'];
  const fetched = await chron(folder.root, ['fetch', ...watched, ...keys]);
  expect(fetched).toMatchObject({ code: 0, err: '' });
  expect(fetched.out).toMatch(/ {2}market\.places\.v1 +country=de +not online/);
  for (const args of [['upload'], ['fetch', ...keys]]) {
    const none = await chron(folder.root, [...args, '--conf', 'features/market/watched.ts:none']);
    expect(none).toMatchObject({ code: 2, out: '' });
    expect(none.err).toContain('CHR2339: market.watched.none: none of its parts is online (market.places.v1)');
    expect(none.err).toContain('hint: write online: true in features/market/places.ts');
  }
});

test('a backfill of a join goes on to its rows: what is served of it has tables of its own', async () => {
  const range = ['--start-date', '2024-01-05', '--end-date', '2024-01-05'];
  const ran = await chron(folder.root, ['backfill', ...conf('basket'), ...range]);
  expect(ran).toMatchObject({ code: 0, err: '' });
  expect(lines(ran.out).at(-1)).toBe('  next: chron show market.basket');
  expect((await chron(folder.root, ['show', 'market.basket'])).out).toContain('3 rows');
});
