import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExternalNode } from '#compiler/plan';
import { openEngine } from '#runtime/engine/duckdb';
import { checkSchemas } from '#runtime/external/check-schema';
import type { Engine } from '#runtime/ports';

const root = mkdtempSync(join(tmpdir(), 'chron-check-schema-'));
let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ spillFolder: join(root, 'spill') });
});
afterAll(async () => {
  await engine.close();
  rmSync(root, { recursive: true, force: true });
});

const node = {
  kind: 'external',
  name: 'events',
  source: null,
  format: 'parquet',
  partitionColumn: 'ds',
  columns: [
    { name: 'user', type: { kind: 'string' }, description: null },
    { name: 'price', type: { kind: 'double' }, description: null },
  ],
} as unknown as ExternalNode;

const written = async (path: string, select: string): Promise<string> => {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  await engine.run(`COPY (${select}) TO '${file}' (FORMAT parquet)`);
  return file;
};

const same = "SELECT 'ann' AS user, 1.5::DOUBLE AS price";

/** The files that are described, each by a statement. */
const described = async (files: readonly string[]): Promise<readonly string[]> => {
  const found: string[] = [];
  const watched: Engine = {
    ...engine,
    rows: async (sql) => {
      found.push(...files.filter((file) => sql.startsWith('DESCRIBE') && sql.includes(`'${file}'`)));
      return await engine.rows(sql);
    },
  };
  await checkSchemas(watched, node, files);
  return found;
};

test('of files with one schema and one place of the day, the first is looked at for all', async () => {
  const days = ['2024-01-01', '2024-01-02', '2024-01-03'];
  const all: string[] = [];
  for (const ds of days) all.push(await written(`a/ds=${ds}/part.parquet`, same));
  expect(await described(all)).toEqual(all.slice(0, 1));
  const wider = await written('a/ds=2024-01-04/part.parquet', `${same}, 1 AS more`);
  const beside = await written('a/flat.parquet', `${same}, DATE '2024-01-05' AS ds`);
  const text = await written('a/text.parquet', `${same}, '2024-01-05' AS ds`);
  expect(await described([...all, wider, beside, text])).toEqual([all[0], wider, beside, text]);
});

test('the first file that drifts is named, wherever it stands', async () => {
  const files: string[] = [];
  for (let day = 1; day <= 6; day += 1) {
    const select = day < 4 ? same : day === 5 ? "SELECT 'ann' AS user, 'dear' AS price" : "SELECT 'ann' AS user";
    files.push(await written(`b/ds=2024-01-0${day}/part.parquet`, select));
  }
  await expect(checkSchemas(engine, node, files)).rejects.toMatchObject({
    code: 'CHR2011',
    message: `events: the file ${files[3]} has no column 'price'`,
  });
  await expect(checkSchemas(engine, node, [...files.slice(0, 3), ...files.slice(4)])).rejects.toThrow(
    `${files[4]} has 'price' as string, declared double`,
  );
});

test('structs of the same names in another place are another layout', async () => {
  const one = await written('c/one.parquet', `${same}, {'x': {'p': 1}, 'y': {'q': 1}} AS s`);
  const other = await written('c/other.parquet', `${same}, {'x': {'q': 1}, 'y': {'p': 1}} AS s`);
  const again = await written('c/again.parquet', `${same}, {'x': {'p': 2}, 'y': {'q': 2}} AS s`);
  expect(await described([one, other, again])).toEqual([one, other]);
});
