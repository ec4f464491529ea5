import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { shiftDay } from '#compiler';
import { sync } from '#runtime/engine/durable';
import type { Events } from '../events.ts';
import type { Side } from '../measure.ts';
import type { Queries } from './queries.ts';

const hour = 3_600_000;

/** Length and the step that the start of a window is rounded down to, as the platform does it; longest first. */
const windows = [
  { name: '7d', length: 168 * hour, hop: hour },
  { name: '1d', length: 24 * hour, hop: hour },
  { name: '1h', length: hour, hop: 300_000 },
] as const;

const tail = ({ length, hop }: (typeof windows)[number]): string => `(ts - ${length}) - (ts - ${length}) % ${hop}`;

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Two ways to write it: keys and times, or keys and half a week too, so that fewer pairs are compared. */
export const rivalForms = ['range join', 'range join in half weeks'] as const;
export type RivalForm = (typeof rivalForms)[number];

/** The longest window and what it is rounded by lie in three of these. */
const halfWeek = 85 * hour;

/**
 * What an expert writes: a range join of the queries with the partitions that can matter, a FILTER for each window that
 * is shorter, and every query with what was found. What was tried and is not better stands in docs/performance.md.
 */
export const rivalSql = (
  { events, queries }: { readonly events: Events; readonly queries: Queries },
  form: RivalForm,
): string => {
  const aggregates = windows.flatMap(({ name }, at) => {
    const inside = at === 0 ? '' : ` FILTER (WHERE e.ts >= since_${name})`;
    return [`sum(p)${inside} AS sum_${name}`, `nullif(count(p)${inside}, 0) AS count_${name}`];
  });
  const since = `since_${windows[0].name}`;
  const inBuckets = form === 'range join in half weeks';
  const asked = inBuckets
    ? [0, 1, 2].map(
        (back) =>
          `SELECT *, ts // ${halfWeek} - ${back} AS b FROM q WHERE ${since} // ${halfWeek} <= ts // ${halfWeek} - ${back}`,
      )
    : ['SELECT * FROM q'];
  return `WITH q AS MATERIALIZED (
  SELECT rid, user_id, ts, ${windows.map((one) => `${tail(one)} AS since_${one.name}`).join(', ')}
  FROM read_parquet(${literal(queries.file)})
), f AS (
  SELECT rid, ${aggregates.join(', ')}
  FROM (${asked.join(' UNION ALL ')}) AS a JOIN (
    SELECT user_id, ts, purchase_price AS p${inBuckets ? `, ts // ${halfWeek} AS b` : ''}
    FROM read_parquet(${literal(events.glob)}, hive_partitioning = true, hive_types = {'ds': DATE})
    WHERE ds BETWEEN DATE '${shiftDay(events.last, -queries.days - 6)}' AND DATE '${events.last}'
  ) AS e ON e.user_id = a.user_id${inBuckets ? ' AND e.b = a.b' : ''} AND e.ts < a.ts AND e.ts >= a.${since}
  GROUP BY rid
)
SELECT q.rid, q.user_id, q.ts, f.* EXCLUDE (rid) FROM q LEFT JOIN f USING (rid)`;
};

export type Rival = Side & {
  readonly file: string;
  /** A connection that may read every file of both sides. */
  readonly connection: DuckDBConnection;
  readonly close: () => void;
};

/** Hand-written SQL in a warm DuckDB, ending with a Parquet file that survives a power cut. */
export const openRival = async (
  request: {
    readonly events: Events;
    readonly queries: Queries;
    readonly threads: number;
    readonly memoryLimit: string;
  },
  folder: string,
  form: RivalForm,
): Promise<Rival> => {
  const { threads, memoryLimit } = request;
  const name = form.replaceAll(' ', '-');
  const instance = await DuckDBInstance.create(':memory:', { threads: String(threads), memory_limit: memoryLimit });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run('SET preserve_insertion_order = false');
  await connection.run(`SET temp_directory = ${literal(join(folder, `${name}-spill`))}`);
  const file = join(folder, `${name}.parquet`);
  const query = rivalSql(request, form);
  return {
    name: `hand-written SQL, ${form}`,
    apart: [],
    connection,
    file,
    run: async () => {
      await connection.run(`COPY (${query}) TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd)`);
      await sync(file);
      await sync(folder);
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
};
