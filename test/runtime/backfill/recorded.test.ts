import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { backfill } from '#runtime/api/backfill';
import { lazyEngine, tablesOf } from '#runtime/api/services';
import { openProject } from '#runtime/project/project';

// Real data and what the real Chronon computed from it; see the README beside them.
const data = resolve('../shared/data');
const present = existsSync(data);
if (!present) process.stdout.write('skipped: recorded results are not at ../shared/data\n');

const folder = mkdtempSync(join(tmpdir(), 'chron-recorded-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The samples of this repository, over the real files and into a warehouse of their own. */
const project = () =>
  openProject({
    from: process.cwd(),
    environment: {
      CHRON_WAREHOUSE: join(folder, 'warehouse'),
      CHRON_MOUNTS: [
        `s3://chronon/warehouse/data/purchases=${data}/bootcamp`,
        `s3://chronon/warehouse/data/users=${data}/bootcamp`,
        `s3://chronon/quickstart=${data}/quickstart`,
      ].join(';'),
    },
  });

const filled = async (conf: string, start: string, end: string) => {
  const opened = await project();
  const signal = new AbortController().signal;
  return await backfill(opened, { conf, start, end, reporter: { report: () => {} }, signal });
};

const query = async (table: string, sql: (from: string) => string) => {
  const opened = await project();
  const state = await tablesOf(opened).load(table);
  if (state === null) throw new Error(`${table} was not filled`);
  const engine = lazyEngine(opened, () => []);
  try {
    const open = await engine.open();
    return await open.rows(sql(open.scanSql(state.scan({ from: null, to: null }))));
  } finally {
    await engine.close();
  }
};

test.skipIf(!present)('bootcamp: 155 staged purchases in 7 partitions, and the features of 2023-12-07', async () => {
  const { tables } = await filled('features/bootcamp/user_purchase_features.ts', '2023-12-01', '2023-12-07');
  expect(tables.map(({ table, partitions, rows }) => [table, partitions, rows])).toEqual([
    ['bootcamp.purchases_from_s3', 7, 155],
    ['bootcamp_features.user_purchase_features', 7, 406],
  ]);
  const described = await query('bootcamp_features.user_purchase_features', (from) => `DESCRIBE SELECT * FROM ${from}`);
  const price = 'user_purchase_features_purchase_price';
  expect(described.map((row) => [row['column_name'], row['column_type']])).toEqual([
    ['user_id', 'VARCHAR'],
    [`${price}_sum_1d`, 'DOUBLE'],
    [`${price}_sum_7d`, 'DOUBLE'],
    [`${price}_count_1d`, 'BIGINT'],
    [`${price}_count_7d`, 'BIGINT'],
    [`${price}_average_1d`, 'DOUBLE'],
    [`${price}_average_7d`, 'DOUBLE'],
    ['ds', 'DATE'],
  ]);
  const last = await query(
    'bootcamp_features.user_purchase_features',
    (from) => `SELECT * FROM ${from} WHERE ds = DATE '2023-12-07' ORDER BY user_id`,
  );
  expect(last).toHaveLength(82);
  expect(last.reduce((sum, row) => sum + Number(row[`${price}_sum_7d`]), 0)).toBeCloseTo(4212.65, 6);
  const user = last.find((row) => row['user_id'] === 'user_1');
  expect(user?.[`${price}_sum_1d`]).toBeNull();
  expect(user?.[`${price}_sum_7d`]).toBeCloseTo(127.66, 9);
  expect(user?.[`${price}_count_7d`]).toBe(3n);
  expect(user?.[`${price}_average_7d`]).toBeCloseTo(42.553333333333335, 9);
});

test.skipIf(!present)('quickstart: sums, counts and averages equal the real Chronon in every cell', async () => {
  await filled('features/quickstart/purchases.ts', '2023-11-28', '2023-11-30');
  const text = gunzipSync(readFileSync(join(data, 'chronon_real/gb_purchases_v1_step1.jsonl.gz'))).toString('utf8');
  const recorded = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Readonly<Record<string, string | number | null>>);
  const ours = await query('quickstart_features.purchases', (from) => `SELECT * FROM ${from}`);
  expect(recorded).toHaveLength(302);
  expect(ours).toHaveLength(302);
  const byKey = new Map(ours.map((row) => [`${row['user_id']} ${row['ds']}`, row]));
  let cells = 0;
  for (const row of recorded) {
    const mine = byKey.get(`${row['user_id']} ${row['ds']}`);
    for (const [column, value] of Object.entries(row)) {
      if (!/_(sum|count|average)_/.test(column)) continue;
      // The rule for names: `X` there is `purchases_X` here.
      const given = mine?.[`purchases_${column}`];
      const got = typeof given === 'bigint' ? Number(given) : given;
      if (column.includes('average') && typeof value === 'number') expect(got).toBeCloseTo(value, 9);
      else expect(got, `${column} of ${row['user_id']} at ${row['ds']}`).toBe(value);
      cells += 1;
    }
  }
  expect(cells).toBe(302 * 9);
});
