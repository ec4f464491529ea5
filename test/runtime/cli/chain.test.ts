import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { tableFromIPC } from 'apache-arrow';
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
const backfill = ['backfill', ...conf, '--start-date', '2023-12-01', '--end-date', '2023-12-04'];
const lines = (text: string): readonly string[] => text.trimEnd().split('\n');
const documents = (text: string) => lines(text).map((line) => JSON.parse(line) as Record<string, unknown>);
const plan = 'production/group_bys/shop/spend.v1.json';

test('compile writes production/, says so once, and --check tells what differs, exit 3, writing nothing', async () => {
  const check = await chron(folder.root, ['compile', '--check']);
  expect(check.code).toBe(3);
  expect(check.out).toContain(`missing    ${plan}`);
  expect(existsSync(join(folder.root, 'production'))).toBe(false);
  const first = await chron(folder.root, ['compile']);
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(lines(first.out)).toContain(`wrote      ${plan}`);
  expect(await chron(folder.root, ['compile'])).toEqual({
    code: 0,
    out: '2 definitions: production/ is up to date\n',
    err: '',
  });
  writeFileSync(join(folder.root, plan), '{}\n');
  writeFileSync(join(folder.root, 'production/group_bys/shop/gone.v1.sql'), 'SELECT 1\n');
  const differs = await chron(folder.root, ['compile', '--check', '--json']);
  expect(differs.code).toBe(3);
  expect(JSON.parse(differs.out)).toMatchObject({
    ok: false,
    missing: [],
    differing: [plan],
    stale: ['production/group_bys/shop/gone.v1.sql'],
  });
  expect(readFileSync(join(folder.root, plan), 'utf8')).toBe('{}\n');
  expect((await chron(folder.root, ['compile'])).out).toContain('removed    production/group_bys/shop/gone.v1.sql');
});

test('backfill: plain lines, each partition with its rows and reason; the second run is a no-op that says so', async () => {
  const first = await chron(folder.root, backfill);
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(lines(first.out)).toEqual([
    'shop.purchases: 4 partitions to compute',
    'shop.purchases 2023-12-01: 2 rows (missing)',
    'shop.purchases 2023-12-02: 1 row (missing)',
    'shop.purchases 2023-12-03: 0 rows (missing)',
    'shop.purchases 2023-12-04: 1 row (missing)',
    expect.stringMatching(/^shop\.purchases: 4\/4 partitions, 4 rows, \d+\.\d s$/),
    'shop_features.spend: 4 partitions to compute',
    'shop_features.spend 2023-12-01: 2 rows (missing)',
    'shop_features.spend 2023-12-02: 2 rows (missing)',
    'shop_features.spend 2023-12-03: 2 rows (missing)',
    'shop_features.spend 2023-12-04: 3 rows (missing)',
    expect.stringMatching(/^shop_features\.spend: 4\/4 partitions, 9 rows, \d+\.\d s$/),
    '  next: chron upload --conf features/shop/spend.ts --ds 2023-12-04',
  ]);
  const second = await chron(folder.root, backfill);
  expect(second.code).toBe(0);
  expect(lines(second.out).slice(0, 2)).toEqual([
    expect.stringMatching(
      /^shop\.purchases: nothing to do: 4\/4 partitions filled by this definition \([0-9a-f]{6}\)$/,
    ),
    expect.stringMatching(/^shop_features\.spend: nothing to do: 4\/4 partitions filled by this definition/),
  ]);
});

test('backfill as data: one event a line, the result last; --quiet says nothing', async () => {
  const ran = await chron(folder.root, [...backfill, '--force', '--json']);
  const events = documents(ran.out);
  expect(events.map(({ event }) => event).filter((event) => event !== 'progress')).toEqual([
    ...['started', 'partition', 'partition', 'partition', 'partition', 'finished'],
    ...['started', 'partition', 'partition', 'partition', 'partition', 'finished', 'result'],
  ]);
  expect(events[1]).toEqual({
    event: 'partition',
    table: 'shop.purchases',
    ds: '2023-12-01',
    rows: 2,
    reason: 'forced',
  });
  expect(Object.keys(events.find(({ event }) => event === 'finished') ?? {})).toEqual([
    'event',
    'table',
    'computed',
    'partitions',
    'rows',
    'seconds',
  ]);
  expect(events.at(-1)).toMatchObject({
    tables: [
      { table: 'shop.purchases', computed: 4, partitions: 4, rows: 4 },
      { table: 'shop_features.spend', computed: 4, partitions: 4, rows: 9 },
    ],
    next: 'chron upload --conf features/shop/spend.ts --ds 2023-12-04',
  });
  expect(await chron(folder.root, [...backfill, '--quiet'])).toEqual({ code: 0, out: '', err: '' });
});

test('on a terminal: one line a table, redrawn; what was computed again and is empty stands below it', async () => {
  const ran = await chron(folder.root, [...backfill, '--force'], { columns: 120 });
  const shown = lines(ran.out).map((line) => line.split('\u001b[2K').at(-1));
  expect(shown.map((line) => (line === undefined ? '' : stripVTControlCharacters(line)))).toEqual([
    expect.stringMatching(/^ {2}shop\.purchases {27}█{20} {2}4\/4 {3}4 rows {4}\d+\.\d s$/),
    '    4 partitions computed again: forced',
    '    without rows: 2023-12-03',
    expect.stringMatching(/^ {2}shop_features\.spend {22}█{20} {2}4\/4 {3}9 rows {4}\d+\.\d s$/),
    '    4 partitions computed again: forced',
    '  next: chron upload --conf features/shop/spend.ts --ds 2023-12-04',
  ]);
  const ci = await chron(folder.root, backfill, { columns: 120, environment: { CI: 'true' } });
  expect(ci.out).not.toContain('\u001b');
});

test('show: aligned, by --where, as CSV, JSON, Arrow; what does not exist is named', async () => {
  const table = 'shop_features.spend';
  const where = ['--where', "ds = '2023-12-04'"];
  const shown = await chron(folder.root, ['show', table, ...where]);
  expect(shown.out).toBe(
    [
      'user_id  spend_price_sum_1d  spend_price_sum_7d  spend_price_count  ds',
      '───────  ──────────────────  ──────────────────  ─────────────────  ──────────',
      'u1                     null                  17                  2  2023-12-04',
      'u2                     null                   5                  1  2023-12-04',
      'ü3                        1                   1                  1  2023-12-04',
      '3 rows',
      '',
    ].join('\n'),
  );
  expect((await chron(folder.root, ['show', table, '--limit', '2'])).out).toContain(
    '2 rows of 9; --limit N shows more',
  );
  expect((await chron(folder.root, ['show', table, ...where, '--format', 'csv'])).out).toBe(
    'user_id,spend_price_sum_1d,spend_price_sum_7d,spend_price_count,ds\r\nu1,,17,2,2023-12-04\r\nu2,,5,1,2023-12-04\r\nü3,1,1,1,2023-12-04\r\n',
  );
  expect(JSON.parse((await chron(folder.root, ['show', table, ...where, '--json'])).out)[2]).toEqual({
    user_id: 'ü3',
    spend_price_sum_1d: 1,
    spend_price_sum_7d: 1,
    spend_price_count: 1,
    ds: '2023-12-04',
  });
  const arrow = await chron(folder.root, ['show', table, ...where, '--format', 'arrow']);
  const read = tableFromIPC(Buffer.from(arrow.out, 'latin1'));
  expect([...(read.getChild('spend_price_sum_7d') ?? [])]).toEqual([17n, 5n, 1n]);
  const empty = await chron(folder.root, ['show', table, '--where', 'false', '--format', 'arrow']);
  expect(tableFromIPC(Buffer.from(empty.out, 'latin1')).numCols).toBe(5);
  expect((await chron(folder.root, ['show', table, '--describe'])).out).toContain(
    '4 partitions from 2023-12-01 to 2023-12-04, 9 rows',
  );
  const wrong = await chron(folder.root, ['show', 'shop_features.spent']);
  expect(wrong).toMatchObject({ code: 1, out: '' });
  expect(wrong.err).toContain('did you mean shop_features.spend?');
  expect((await chron(folder.root, ['show', table, '--format', 'arrow'], { columns: 80 })).err).toContain('CHR2452');
});

test('upload and fetch: published once; value, no such key and no version are three answers', async () => {
  const environment = {};
  const fetch = ['fetch', ...conf, '--key'];
  try {
    const none = await chron(folder.root, [...fetch, 'user_id=u1'], { environment });
    expect(none).toMatchObject({ code: 1, err: '' });
    expect(none.out).toContain('no version yet');
    const upload = await chron(folder.root, ['upload', ...conf], { environment });
    expect(upload).toMatchObject({ code: 0, err: '' });
    expect(upload.out).toContain('uploading 2023-12-04, the newest');
    expect(upload.out).toMatch(/shop_features\.spend 2023-12-04: 3 rows published as version \d{14}_\d{6}/);
    const again = await chron(folder.root, ['upload', ...conf, '--ds', '2023-12-04', '--json'], { environment });
    expect(documents(again.out).at(-1)).toMatchObject({
      event: 'result',
      uploaded: [{ outcome: 'current already', rows: 3 }],
    });
    const value = await chron(folder.root, [...fetch, 'user_id=u1', '--json'], { environment });
    expect(value.code).toBe(0);
    expect(JSON.parse(value.out)).toMatchObject([
      {
        definition: 'shop.spend.v1',
        answer: 'value',
        ds: '2023-12-04',
        feature: { spend_price_sum_1d: null, spend_price_sum_7d: 17, spend_price_count: 2 },
      },
    ]);
    expect((await chron(folder.root, [...fetch, 'user_id=ü3'], { environment })).out).toMatch(
      / {2}spend_price_sum_1d +1\n/,
    );
    const nobody = await chron(folder.root, [...fetch, 'user_id=nobody'], { environment });
    expect(nobody).toMatchObject({ code: 1, err: '' });
    expect(nobody.out).toContain('no such key: user_id=nobody');
    const wrong = await chron(folder.root, [...fetch, 'user=u1'], { environment });
    expect(wrong).toMatchObject({ code: 2, out: '' });
    expect(wrong.err).toContain('--key user_id=');
  } finally {
    const stopped = await chron(folder.root, ['dev', 'stop'], { environment });
    expect(stopped.out).toContain("stopped the project's PostgreSQL");
  }
  expect((await chron(folder.root, ['dev', 'stop'], { environment })).out).toContain('nothing to do');
});

test('a stopped command exits with the code of its signal, whatever it was doing', async () => {
  for (const [name, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    const ran = await chron(folder.root, [...backfill, '--force'], { signal: AbortSignal.abort(name) });
    expect(ran.code).toBe(code);
    expect(ran.err).toContain('CHR2900');
  }
});

test('a secret never leaves: not in an error, not in data', async () => {
  const environment = { CHRON_PG_URL: 'postgres://chron:hunter2@127.0.0.1:1/nowhere' };
  for (const args of [
    ['upload', ...conf],
    ['fetch', ...conf, '--key', 'user_id=u1', '--json'],
  ]) {
    const ran = await chron(folder.root, args, { environment });
    expect(ran.code).not.toBe(0);
    expect(ran.out + ran.err).not.toContain('hunter2');
  }
});
