import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { type Events, uniform, userOf } from '../events.ts';

/** What is asked: `queries` moments of users, spread over the last `days` days of the events, all in one partition. */
export type QueriesSize = { readonly queries: number; readonly days: number };

/** Generated queries: rid bigint (its own for each), user_id text, ts bigint, in the partition of the events' last day. */
export type Queries = QueriesSize & { readonly folder: string; readonly file: string; readonly glob: string };

const generation = 1;

/** Far from the numbers of events, so that none is drawn like an event. */
const firstNumber = 2 ** 40;

/** Users are drawn like those of the events, the heavy one too; no two queries have one time. */
export const generateQueries = async (cache: string, events: Events, size: QueriesSize): Promise<Queries> => {
  const { events: rows, users, days, heavy = 0 } = events;
  const name = `queries-${generation}-${size.queries}-${size.days}-of-${rows}-${users}-${days}-heavy-${heavy}`;
  const folder = join(cache, name);
  const file = join(folder, `ds=${events.last}`, 'part-0.parquet');
  if ((await stat(folder).catch(() => null)) === null) await write(folder, { events, size });
  return { ...size, folder, file, glob: join(folder, '*', '*.parquet') };
};

const write = async (
  folder: string,
  { events, size }: { readonly events: Events; readonly size: QueriesSize },
): Promise<void> => {
  const unfinished = `${folder}.unfinished-${process.pid}`;
  const end = Date.parse(`${events.last}T00:00:00Z`) + 86_400_000;
  const gap = Math.floor((size.days * 86_400_000) / size.queries);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await mkdir(join(unfinished, `ds=${events.last}`), { recursive: true });
    const file = join(unfinished, `ds=${events.last}`, 'part-0.parquet').replaceAll("'", "''");
    await connection.run(`COPY (SELECT
  i - ${firstNumber} AS rid,
  ${userOf(events)} AS user_id,
  ${end}::BIGINT - (i - ${firstNumber}) * ${gap} - 1 - floor(${uniform('time')} * ${gap})::BIGINT AS ts
FROM range(${firstNumber}, ${firstNumber + size.queries}) AS r(i)) TO '${file}' (FORMAT parquet)`);
    await rename(unfinished, folder);
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(unfinished, { recursive: true, force: true });
  }
};
