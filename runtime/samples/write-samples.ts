import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { duckdb } from '#compiler';
import { bootcampUsers, purchases } from './bootcamp-rows.ts';
import { quickstartFiles } from './quickstart-rows.ts';

/** The samples' source files, by path below their folder. */
const files = (): ReadonlyMap<string, (path: string) => Promise<void>> =>
  new Map([
    ...[...quickstartFiles()].map(
      ([name, lines]) => [`quickstart/${name}`, (path: string) => writeFile(path, `${lines.join('\n')}\n`)] as const,
    ),
    [
      'bootcamp/purchases/purchases.parquet',
      (path) =>
        writeParquet(path, {
          name: 'purchases',
          columns: 'user_id VARCHAR, purchase_price DOUBLE, item_category VARCHAR, ts TIMESTAMP',
          rows: purchases(),
        }),
    ],
    [
      'bootcamp/users/users.parquet',
      (path) =>
        writeParquet(path, {
          name: 'users',
          columns: 'user_id VARCHAR, age BIGINT, city VARCHAR, signup_date DATE',
          rows: bootcampUsers(),
        }),
    ],
  ]);

/**
 * Writes the samples' source files that `folder` does not have yet, the same rows on every machine:
 * `bootcamp/purchases/purchases.parquet`, `bootcamp/users/users.parquet`, `quickstart/*.csv`. False: they are all there.
 */
export const writeSamples = async (folder: string): Promise<boolean> => {
  const missing = [...files()].filter(([name]) => !existsSync(join(folder, name)));
  for (const [name, write] of missing) {
    const path = join(folder, name);
    const temporary = `${path}.${randomUUID()}`;
    await mkdir(dirname(path), { recursive: true });
    try {
      await write(temporary);
      // Whole or not there: a file that was cut short would be taken for finished.
      await rename(temporary, path);
    } finally {
      await rm(temporary, { force: true });
    }
  }
  return missing.length > 0;
};

const writeParquet = async (
  file: string,
  table: { readonly name: string; readonly columns: string; readonly rows: readonly object[] },
): Promise<void> => {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const value = (cell: unknown): string => (typeof cell === 'number' ? String(cell) : duckdb.quoteString(String(cell)));
  const values = table.rows.map((row) => `(${Object.values(row).map(value).join(', ')})`);
  try {
    await connection.run(`CREATE TABLE ${table.name} (${table.columns})`);
    await connection.run(`INSERT INTO ${table.name} VALUES ${values.join(', ')}`);
    await connection.run(`COPY ${table.name} TO ${duckdb.quoteString(file)} (FORMAT parquet, COMPRESSION snappy)`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
};
