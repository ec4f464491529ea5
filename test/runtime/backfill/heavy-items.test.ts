// One key with most of the left rows and thousands of names: on the way to its ten most frequent each left row has a list
// of all of them, which no engine spills.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as pathOf } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, expect, test } from 'vitest';
import { openBackfill } from '#bench/backfill';
import { measure } from '#bench/measure';
import { days, eventSource, groupBy, histogram, join, long, parquet, part, string, uniqueCount } from '#dsl';

const root = mkdtempSync(pathOf(tmpdir(), 'chron-heavy-items-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const [ds, size] = ['2024-01-01', { queries: 800, names: 4_000, events: 24_000 }];
const start = Date.parse(`${ds}T00:00:00Z`);

const rowsOf = async (sql: string): Promise<readonly (readonly unknown[])[]> => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRows();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
};

const [events, asked] = ['events', 'asked'].map((name) => pathOf(root, name, `ds=${ds}`)) as [string, string];
const files = { events: pathOf(events, 'part.parquet'), asked: pathOf(asked, 'part.parquet') };

const generated = async (): Promise<void> => {
  for (const folder of [events, asked]) mkdirSync(folder, { recursive: true });
  await rowsOf(`COPY (SELECT CASE WHEN i % 2 = 0 THEN 'heavy' ELSE 'u' || i END AS user, 'name-' || (hash(i) % ${size.names}) AS name,
  ${start} + (i * 86400000) // ${size.events} AS ts FROM range(${size.events}) AS r(i)) TO '${files.events}' (FORMAT parquet)`);
  await rowsOf(`COPY (SELECT i AS rid, CASE WHEN i % 10 < 9 THEN 'heavy' ELSE 'u' || i END AS user,
  ${start} + 43200000 + i * 50000 AS ts FROM range(${size.queries}) AS r(i)) TO '${files.asked}' (FORMAT parquet)`);
};

const definitions = () => {
  const read = { user: string, name: string, ts: long };
  const bought = parquet({ location: `${root}/events/*/*.parquet`, columns: read, partitionColumn: 'ds' });
  const left = parquet({
    location: `${root}/asked/*/*.parquet`,
    columns: { rid: long, user: string, ts: long },
    partitionColumn: 'ds',
  });
  const features = groupBy({
    name: 'features',
    sources: [eventSource({ table: bought, timeColumn: 'ts', topic: 'bought', startPartition: ds })],
    keys: ['user'],
    aggregations: (c) => [
      histogram(c.name, { k: 10, windows: [days(3)] }),
      uniqueCount(c.name, { windows: [days(3)] }),
    ],
  });
  const training_set = join({
    name: 'training_set',
    left: eventSource({ table: left, timeColumn: 'ts' }),
    parts: (row) => [part(features, { user: row.user })],
  });
  return { features, training_set };
};

const filled = async (
  name: string,
  memoryLimit: string,
): Promise<{ readonly files: readonly string[]; readonly part: number }> => {
  const folder = pathOf(root, name);
  mkdirSync(folder);
  const readable = [pathOf(root, 'events'), pathOf(root, 'asked')];
  const backfill = await openBackfill({ definitions: definitions(), readable, ds, threads: 2, memoryLimit }, folder);
  try {
    let written = 0;
    await measure({
      ...backfill,
      run: async (watch) =>
        await backfill.run(async (piece, work) => {
          if (piece === 'query and write, training_set__features') written += 1;
          return await watch(piece, work);
        }),
    });
    return { files: backfill.state().scan({ from: ds, to: ds }).files, part: written };
  } finally {
    await backfill.close();
  }
};

test('lists of a heavy key with thousands of names are cut by how many it has, and fit', {
  timeout: 240_000,
}, async () => {
  await generated();
  const cut = await filled('small', '80MB');
  const whole = await filled('large', '8GB');
  expect(whole.part).toBe(1);
  expect(cut.part).toBeGreaterThan(20);
  const read = (of: { readonly files: readonly string[] }) =>
    `read_parquet([${of.files.map((file) => `'${file}'`).join(', ')}])`;
  const differing = await rowsOf(
    `SELECT count(*) FROM ${read(cut)} AS l FULL JOIN ${read(whole)} AS r USING (rid) WHERE l IS DISTINCT FROM r`,
  );
  expect(differing).toEqual([[0n]]);
  // Straight from the files: what each left row may see.
  const wrong = await rowsOf(`WITH named AS (
    SELECT f.rid, name, count(*) AS n FROM '${files.asked}' AS f JOIN '${files.events}' AS e ON e.user = f.user AND e.ts < f.ts GROUP BY ALL
  ), seen AS (SELECT rid, count(*) AS d, list_sort(list_reverse_sort(list(n))[1:10]) AS most FROM named GROUP BY rid)
  SELECT count(*) FILTER (NOT coalesce(list_sort(map_values(counts)) = most AND names = d, false)), count(*), max(d)
  FROM seen LEFT JOIN (SELECT rid, COLUMNS('.*histogram.*') AS counts, COLUMNS('.*unique_count.*') AS names FROM ${read(cut)}) USING (rid)`);
  expect(wrong[0]?.slice(0, 1)).toEqual([0n]);
  expect(Number(wrong[0]?.[1])).toBeGreaterThan(size.queries * 0.8);
  expect(Number(wrong[0]?.[2])).toBeGreaterThan(3_000);
});
