import { rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type DuckDBConnection, DuckDBInstance, type DuckDBMaterializedResult, version } from '@duckdb/node-api';
import { EngineError } from '../errors.ts';
import type { Engine } from '../ports.ts';
import { contentSql } from './content-sql.ts';
import { sync } from './durable.ts';
import { engineFailure, interrupted } from './failure.ts';
import { checkColumns, copySql } from './parquet-copy.ts';
import { plainValue } from './plain-value.ts';
import { scanSql } from './scan-sql.ts';
import { type EngineOptions, firstStatements, startSettings } from './settings.ts';
import { spillFolder } from './spill-folder.ts';
import { literal } from './sql-text.ts';

const units: Readonly<Record<string, number>> = { bytes: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };

/** DuckDB says its limit rounded and with a unit: `572.2 MiB`. */
const memoryLimitOf = async (connection: DuckDBConnection): Promise<number> => {
  const [row] = (await connection.runAndReadAll("SELECT current_setting('memory_limit') AS text")).getRowObjects();
  const [, number, unit = ''] = /^([\d.]+) (\w+)$/.exec(String(row?.['text'])) ?? [];
  const bytes = Number(number) * (units[unit] ?? Number.NaN);
  if (Number.isNaN(bytes)) throw new Error(`internal: a memory limit of ${String(row?.['text'])}`);
  return bytes;
};

/**
 * DuckDB inside this process, over no database file. Temporary tables live until `close`. With `readable` or `writable`
 * SQL reaches those paths and nothing else. Throws EngineError.
 */
export const openEngine = async (options: EngineOptions): Promise<Engine> => {
  const spill = await spillFolder(options.spillFolder);
  const instance = await DuckDBInstance.create(':memory:', startSettings(options));
  const connection = await instance.connect();
  const memoryLimit = await memoryLimitOf(connection);
  let stops = 0;
  let streaming = false;
  let queue: Promise<unknown> = Promise.resolve();

  /** One operation at a time; `statement` refuses to go on once an interrupt came. */
  const exclusive = <T>(
    doing: string,
    operation: (statement: (sql: string) => Promise<DuckDBMaterializedResult>) => Promise<T>,
  ): Promise<T> => {
    if (streaming) throw new Error('internal: a statement was started while a stream is read');
    const started = stops;
    const statement = async (sql: string) => {
      if (stops !== started) throw interrupted(doing);
      return await connection.run(sql);
    };
    const result = queue.then(() => operation(statement)).catch((error) => Promise.reject(engineFailure(doing, error)));
    queue = result.catch(() => undefined);
    return result;
  };

  const rowsOf = async (result: DuckDBMaterializedResult) =>
    await result.convertRowObjects<unknown>((value) => plainValue(value));

  const engine: Engine = {
    memoryLimit,
    version: `duckdb ${version().replace(/^v/, '')}`,
    run: async (sql) => await exclusive('A statement failed', async (statement) => void (await statement(sql))),
    rows: async (sql) => await exclusive('A query failed', async (statement) => await rowsOf(await statement(sql))),
    async *stream(sql) {
      await queue;
      if (streaming) throw new Error('internal: a second stream was started while one is read');
      const started = stops;
      streaming = true;
      try {
        const result = await connection.stream(sql);
        for await (const chunk of result) {
          if (stops !== started) throw interrupted('A query was stopped');
          if (chunk.rowCount > 0) yield chunk.convertColumns<unknown>((value) => plainValue(value));
        }
      } catch (error) {
        throw engineFailure('A query failed', error);
      } finally {
        streaming = false;
      }
    },
    writeParquet: async ({ query, file: path, schema }) => {
      const file = resolve(path);
      return await exclusive(`Writing ${file} failed`, async (statement) => {
        const described = await rowsOf(await statement(`DESCRIBE SELECT * FROM (\n${query}\n)`));
        checkColumns(
          described.map((row) => ({ name: String(row['column_name']), type: String(row['column_type']) })),
          schema,
          file,
        );
        try {
          const { rowsChanged } = await statement(copySql({ query, file, schema }));
          const [footer] = await rowsOf(
            await statement(`SELECT num_rows FROM parquet_file_metadata(${literal(file)})`),
          );
          const rows = Number(footer?.['num_rows']);
          if (rows !== rowsChanged) {
            throw new EngineError({
              code: 'CHR2055',
              message: `${file} holds ${rows} rows where ${rowsChanged} were written`,
              hint: 'The disk is damaged or another program writes there; run the same command again.',
            });
          }
          await sync(file);
          await sync(dirname(file));
          return { rows, size: (await stat(file)).size };
        } catch (error) {
          await rm(file, { force: true });
          throw error;
        }
      });
    },
    scanSql,
    content: async (scan) =>
      await exclusive('Hashing a partition failed', async (statement) => {
        const [row] = await rowsOf(await statement(contentSql(scan)));
        return { rows: Number(row?.['rows']), hash: BigInt(String(row?.['hash'])).toString(16).padStart(32, '0') };
      }),
    interrupt: () => {
      stops += 1;
      connection.interrupt();
    },
    close: async () => {
      await queue;
      connection.closeSync();
      instance.closeSync();
      await rm(spill, { recursive: true, force: true });
    },
  };
  try {
    for (const sql of firstStatements(options, spill)) await engine.run(sql);
  } catch (error) {
    await engine.close();
    throw error;
  }
  return engine;
};
