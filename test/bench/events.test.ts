import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Events, generateEvents } from '#bench/events';

const folder = mkdtempSync(join(tmpdir(), 'chron-bench-events-'));
const size = { events: 20_000, users: 1000, days: 10 };
let events: Events;
let row: Record<string, unknown>;

beforeAll(async () => {
  events = await generateEvents(folder, size);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(`SELECT
    count(*)::INT AS events,
    count(DISTINCT ds)::INT AS days,
    min(ds)::VARCHAR AS first,
    max(ds)::VARCHAR AS last,
    count(*) FILTER (make_timestamp(ts * 1000)::DATE <> ds)::INT AS elsewhere,
    min(user_id) AS least_user,
    max(user_id) AS greatest_user,
    avg((user_id < 'u0000250')::INT) AS first_quarter,
    avg(purchase_price) AS price,
    min(purchase_price) AS least_price,
    max(purchase_price) AS greatest_price,
    count(DISTINCT item_category)::INT AS categories,
    count(DISTINCT ts)::INT AS times,
    abs(corr(purchase_price, ts % 86400000)) AS price_by_time,
    abs(corr(substr(user_id, 2)::INT, ts % 86400000)) AS user_by_time,
    abs(corr(substr(user_id, 2)::INT, purchase_price)) AS user_by_price,
    abs(corr((item_category = 'food')::INT, ts % 86400000)) AS category_by_time,
    typeof(any_value(user_id)) || ' ' || typeof(any_value(purchase_price)) || ' ' || typeof(any_value(item_category)) || ' ' || typeof(any_value(ts)) AS types
  FROM read_parquet('${events.glob}', hive_partitioning = true, hive_types = {'ds': DATE})`);
  row = reader.getRowObjectsJS()[0] ?? {};
  connection.closeSync();
  instance.closeSync();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('every event lies in the partition of its own day, all days are there', () => {
  expect(row).toMatchObject({ events: 20_000, days: 10, first: '2023-10-01', last: '2023-10-10', elsewhere: 0 });
  expect(events).toMatchObject({ first: '2023-10-01', last: '2023-10-10' });
});

test('columns have the documented types and ranges', () => {
  expect(row['types']).toBe('VARCHAR DOUBLE VARCHAR BIGINT');
  expect(row['categories']).toBe(5);
  expect(row['least_price']).toBeGreaterThanOrEqual(0);
  expect(row['greatest_price']).toBeLessThanOrEqual(200);
  expect(row['price']).toBeGreaterThan(98);
  expect(row['price']).toBeLessThan(102);
  // Of 20,000 draws among 864 million milliseconds hardly any two are equal.
  expect(row['times']).toBeGreaterThan(19_900);
});

test('users are skewed: the square of a random number falls below a quarter half of the time', () => {
  expect(row['least_user']).toBe('u0000000');
  expect(String(row['greatest_user']) <= 'u0000999').toBe(true);
  expect(row['first_quarter']).toBeGreaterThan(0.48);
  expect(row['first_quarter']).toBeLessThan(0.52);
});

test('columns have nothing to do with one another: in order of time, users come in no order', () => {
  // Of 20,000 independent draws a correlation above 0.035 is five standard deviations off.
  for (const pair of ['price_by_time', 'user_by_time', 'user_by_price', 'category_by_time']) {
    expect(row[pair], pair).toBeLessThan(0.035);
  }
});

test('the same size gives the same files, and what is there is kept', async () => {
  const digests = (root: string): readonly string[] =>
    readdirSync(root)
      .sort()
      .map((day) =>
        createHash('sha256')
          .update(readFileSync(join(root, day, 'part-0.parquet')))
          .digest('hex'),
      );
  const other = mkdtempSync(join(tmpdir(), 'chron-bench-events-'));
  const again = await generateEvents(other, size);
  expect(digests(again.folder)).toEqual(digests(events.folder));
  expect(new Set(digests(events.folder)).size).toBe(10);
  rmSync(other, { recursive: true });
  const file = join(events.folder, 'ds=2023-10-01', 'part-0.parquet');
  const before = statSync(file).mtimeMs;
  await generateEvents(folder, size);
  expect(statSync(file).mtimeMs).toBe(before);
});
