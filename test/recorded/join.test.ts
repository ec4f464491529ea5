import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { isSame, present, recorded, typeHere } from './recorded-chronon.ts';
import { openSamples } from './samples.ts';

const folder = mkdtempSync(join(tmpdir(), 'chron-recorded-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Chronon's `quickstart_purchases_v1_X` of a Join is `purchases_X` here, and `quickstart_users_v1_X` is `X`. */
const columnHere = (column: string): string =>
  column.replace(/^quickstart_users_v1_/, '').replace(/^quickstart_(purchases|returns)_v1_/, '$1_');

test('a Join’s columns are renamed by rule', () => {
  expect(columnHere('quickstart_returns_v1_refund_amt_last2')).toBe('returns_refund_amt_last2');
  expect(columnHere('quickstart_users_v1_email_verified')).toBe('email_verified');
  expect(columnHere('product_id')).toBe('product_id');
});

test.skipIf(!present)('training_set: every cell of 200 rows is what the real Chronon gave', async () => {
  const samples = openSamples(folder);
  await samples.filled('features/quickstart/training_set.ts', '2023-11-30', '2023-11-30');
  const theirs = recorded('join_training_set_v1');
  const described = await samples.query('quickstart_features.training_set', (from) => `DESCRIBE SELECT * FROM ${from}`);
  const types = Object.fromEntries(described.map((row) => [row['column_name'], row['column_type']]));
  const ours = await samples.query('quickstart_features.training_set', (from) => `SELECT * FROM ${from}`);
  expect(theirs.rows).toHaveLength(200);
  expect(ours).toHaveLength(200);
  for (const [column, type] of Object.entries(theirs.types)) {
    expect(types[columnHere(column)], column).toBe(typeHere(column, type));
  }
  const theirColumns = Object.keys(theirs.types).map(columnHere);
  // Our left rows keep all their columns.
  expect(Object.keys(types).filter((column) => !theirColumns.includes(column))).toEqual([
    'return_id',
    'product_id',
    'refund_amt',
  ]);
  const byMoment = new Map(ours.map((row) => [`${row['user_id']} ${row['ts']}`, row]));
  expect(byMoment.size).toBe(200);
  let cells = 0;
  for (const row of theirs.rows) {
    const mine = byMoment.get(`${row['user_id']} ${row['ts']}`);
    for (const [column, value] of Object.entries(row)) {
      const got = mine?.[columnHere(column)];
      const same = column === 'ds' ? String(got) === value : isSame(got, value);
      expect(same, `${column} of ${row['user_id']} at ${row['ts']}: ${JSON.stringify(value)}`).toBe(true);
      cells += 1;
    }
  }
  expect(cells).toBe(200 * Object.keys(theirs.types).length);

  // Golden case G1: the row that Chronon documents.
  const {
    return_id: _id,
    product_id: _product,
    refund_amt: _amount,
    ds,
    ...documented
  } = byMoment.get('24 1701320475364') ?? {};
  expect({ ...documented, ds: String(ds) }).toEqual({
    user_id: '24',
    ts: 1701320475364n,
    ds: '2023-11-30',
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
    account_created_ds: '2023-07-01',
    email_verified: '0',
  });
});
