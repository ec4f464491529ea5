import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { duckdb } from '#compiler';
import { bootcampUsers, purchases } from './bootcamp-rows.ts';
import { quickstartFiles } from './quickstart-rows.ts';

/**
 * Writes the samples' source files into `folder`, the same rows on every machine: `bootcamp/purchases/purchases.parquet`,
 * `bootcamp/users/users.parquet`, `quickstart/*.csv`. False: they are there already.
 */
export const writeSamples = async (folder: string): Promise<boolean> => {
  if (existsSync(folder)) return false;
  const temporary = `${folder}.${randomUUID()}`;
  try {
    await mkdir(join(temporary, 'quickstart'), { recursive: true });
    for (const [name, lines] of quickstartFiles()) {
      await writeFile(join(temporary, 'quickstart', name), `${lines.join('\n')}\n`);
    }
    await writeParquet(join(temporary, 'bootcamp/purchases'), {
      name: 'purchases',
      columns: 'user_id VARCHAR, purchase_price DOUBLE, item_category VARCHAR, ts TIMESTAMP',
      rows: purchases(),
    });
    await writeParquet(join(temporary, 'bootcamp/users'), {
      name: 'users',
      columns: 'user_id VARCHAR, age BIGINT, city VARCHAR, signup_date DATE',
      rows: bootcampUsers(),
    });
    await rename(temporary, folder);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return true;
};

const writeParquet = async (
  folder: string,
  table: { readonly name: string; readonly columns: string; readonly rows: readonly object[] },
): Promise<void> => {
  await mkdir(folder, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const value = (cell: unknown): string => (typeof cell === 'number' ? String(cell) : duckdb.quoteString(String(cell)));
  const values = table.rows.map((row) => `(${Object.values(row).map(value).join(', ')})`);
  try {
    await connection.run(`CREATE TABLE ${table.name} (${table.columns})`);
    await connection.run(`INSERT INTO ${table.name} VALUES ${values.join(', ')}`);
    const file = join(folder, `${table.name}.parquet`);
    await connection.run(`COPY ${table.name} TO ${duckdb.quoteString(file)} (FORMAT parquet, COMPRESSION snappy)`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
};
