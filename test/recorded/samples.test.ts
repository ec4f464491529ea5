import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { isSame, nameHere, present, type Recorded, recorded, typeHere } from './recorded-chronon.ts';
import { openSamples } from './samples.ts';

const folder = mkdtempSync(join(tmpdir(), 'chron-recorded-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { filled, query } = openSamples(folder);

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

/** Chronon's columns of a sample as they are in our table, with the types they have here. */
const expectedColumns = ({ types }: Recorded, base: string) =>
  Object.entries(types).map(([column, type]) => [
    nameHere(column, { base, keys: ['user_id'] }),
    typeHere(column, type),
  ]);

test.skipIf(!present)('quickstart purchases: every cell of all 12 columns is what the real Chronon gave', async () => {
  await filled('features/quickstart/purchases.ts', '2023-11-28', '2023-11-30');
  const theirs = recorded('gb_purchases_v1_step1');
  const described = await query('quickstart_features.purchases', (from) => `DESCRIBE SELECT * FROM ${from}`);
  expect(described.map((row) => [row['column_name'], row['column_type']])).toEqual(
    expectedColumns(theirs, 'purchases'),
  );
  const ours = await query('quickstart_features.purchases', (from) => `SELECT * FROM ${from}`);
  expect(theirs.rows).toHaveLength(302);
  expect(ours).toHaveLength(302);
  const byKey = new Map(ours.map((row) => [`${row['user_id']} ${row['ds']}`, row]));
  let cells = 0;
  for (const row of theirs.rows) {
    const mine = byKey.get(`${row['user_id']} ${row['ds']}`);
    for (const [column, value] of Object.entries(row)) {
      const got = mine?.[nameHere(column, { base: 'purchases', keys: ['user_id'] })];
      const same = column === 'ds' ? String(got) === value : isSame(got, value);
      expect(same, `${column} of ${row['user_id']} at ${row['ds']}: ${JSON.stringify(value)}`).toBe(true);
      cells += 1;
    }
  }
  expect(cells).toBe(302 * 12);
});

// The row of Chronon's documentation (golden case G1), user 24 on the eve of 2023-11-30.
test.skipIf(!present)('quickstart purchases and returns: the row that Chronon documents', async () => {
  await filled('features/quickstart/returns.ts', '2023-11-29', '2023-11-29');
  const where = "WHERE user_id = '24' AND ds = DATE '2023-11-29'";
  const [bought] = await query('quickstart_features.purchases', (from) => `SELECT * FROM ${from} ${where}`);
  expect({ ...bought, ds: String(bought?.['ds']) }).toEqual({
    user_id: '24',
    purchases_purchase_price_sum_3d: 331n,
    purchases_purchase_price_sum_14d: 1574n,
    purchases_purchase_price_sum_30d: 1934n,
    purchases_purchase_price_count_3d: 1n,
    purchases_purchase_price_count_14d: 4n,
    purchases_purchase_price_count_30d: 5n,
    purchases_purchase_price_average_3d: 331,
    purchases_purchase_price_average_14d: 393.5,
    purchases_purchase_price_average_30d: 386.8,
    purchases_purchase_price_last10: [331n, 474n, 497n, 272n, 360n],
    ds: '2023-11-29',
  });
  const [back] = await query('quickstart_features.returns', (from) => `SELECT * FROM ${from} ${where}`);
  expect({ ...back, ds: String(back?.['ds']) }).toEqual({
    user_id: '24',
    returns_refund_amt_sum_3d: null,
    returns_refund_amt_sum_14d: 76n,
    returns_refund_amt_sum_30d: 645n,
    returns_refund_amt_count_3d: null,
    returns_refund_amt_count_14d: 1n,
    returns_refund_amt_count_30d: 3n,
    returns_refund_amt_average_3d: null,
    returns_refund_amt_average_14d: 76,
    returns_refund_amt_average_30d: 215,
    returns_refund_amt_last2: [76n, 388n],
    ds: '2023-11-29',
  });
});
