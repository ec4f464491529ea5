import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import { bootcampUsers, purchases } from '#runtime/samples/bootcamp-rows';
import { quickstartFiles } from '#runtime/samples/quickstart-rows';
import { writeSamples } from '#runtime/samples/write-samples';
import { chron } from '../cli/command-line.ts';

const sha256 = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

test('the bootcamp: 155 purchases of a week by up to 100 users, 2 to 90 dollars, five categories', () => {
  const rows = purchases();
  expect(rows).toHaveLength(155);
  expect(new Set(rows.map(({ ts }) => ts.slice(0, 10))).size).toBe(7);
  expect(rows.map(({ ts }) => ts).every((ts) => ts >= '2023-12-01' && ts < '2023-12-08')).toBe(true);
  expect(rows.every(({ purchase_price }) => purchase_price >= 2 && purchase_price < 90)).toBe(true);
  expect([...new Set(rows.map(({ item_category }) => item_category))].toSorted()).toEqual([
    'books',
    'clothing',
    'electronics',
    'food',
    'home',
  ]);
  const users = new Set(bootcampUsers().map(({ user_id }) => user_id));
  expect(users.size).toBe(100);
  expect(rows.every(({ user_id }) => users.has(user_id))).toBe(true);
});

test('the quickstart: CSV columns as in Chronon’s, most partitions early or late', () => {
  const files = quickstartFiles();
  expect([...files].map(([name, [header]]) => [name, header])).toEqual([
    ['purchases.csv', 'ds,ts,purchase_id,user_id,product_id,purchase_price'],
    ['returns.csv', 'ds,ts,return_id,user_id,product_id,refund_amt'],
    ['checkouts.csv', 'ds,ts,return_id,user_id,product_id,refund_amt'],
    ['users.csv', 'ds,user_id,account_created_ds,email_verified'],
  ]);
  const rows = (files.get('purchases.csv') ?? []).slice(1).map((line) => line.split(','));
  expect(rows).toHaveLength(500);
  const early = rows.filter(([ds, ts]) => new Date(Number(ts)).toISOString().slice(0, 10) !== ds);
  expect(early.length).toBeGreaterThan(400);
});

test('the same rows on every machine and in every release', () => {
  expect(sha256([purchases(), bootcampUsers(), [...quickstartFiles()]])).toMatchInlineSnapshot(
    `"86333041ad210b631de639327d9bf6c3638701ab29fec28c092078ef72026561"`,
  );
});

test('what is written is read back by others; a second time only what is missing is written', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'chron-samples-'));
  try {
    const folder = join(parent, 'data');
    expect(await writeSamples(folder)).toBe(true);
    const file = await asyncBufferFromFile(join(folder, 'bootcamp/purchases/purchases.parquet'));
    const rows = (await parquetReadObjects({ file })).map((row) => ({
      ...row,
      ts: (row['ts'] as Date).toISOString().slice(0, 19).replace('T', ' '),
    }));
    expect(rows).toEqual(purchases());
    const csv = readFileSync(join(folder, 'quickstart/users.csv'), 'utf8');
    expect(csv.trimEnd().split('\n')).toEqual(quickstartFiles().get('users.csv'));
    expect(await writeSamples(folder)).toBe(false);
    // A folder of before there were checkouts.
    rmSync(join(folder, 'quickstart/checkouts.csv'));
    expect(await writeSamples(folder)).toBe(true);
    const checkouts = readFileSync(join(folder, 'quickstart/checkouts.csv'), 'utf8');
    expect(checkouts.trimEnd().split('\n')).toEqual(quickstartFiles().get('checkouts.csv'));
    expect(readdirSync(join(folder, 'quickstart'))).toHaveLength(4);
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
});

test('production/ is what the samples compile to', async () => {
  expect(await chron('.', ['compile', '--check'])).toMatchObject({
    code: 0,
    out: '11 definitions: production/ is up to date\n',
  });
});
