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

const tail = ({ length, hop }: (typeof windows)[number]): string => `(q.ts - ${length}) - (q.ts - ${length}) % ${hop}`;

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * What an expert writes: a range join of the queries with the partitions that can matter, a FILTER for each window that
 * is shorter. Windows over a union, ASOF chains and joins by (key, day) are 2 to 7 times slower.
 */
export const rivalSql = (events: Events, queries: Queries): string => {
  const aggregates = windows.flatMap((one, at) => {
    const inside = at === 0 ? '' : ` FILTER (WHERE e.ts >= ${tail(one)})`;
    return [`sum(p)${inside} AS sum_${one.name}`, `nullif(count(p)${inside}, 0) AS count_${one.name}`];
  });
  return `WITH q AS MATERIALIZED (SELECT rid, user_id, ts FROM read_parquet(${literal(queries.file)}))
SELECT rid, ${aggregates.join(', ')}
FROM q JOIN (
  SELECT user_id, ts, purchase_price AS p
  FROM read_parquet(${literal(events.glob)}, hive_partitioning = true, hive_types = {'ds': DATE})
  WHERE ds BETWEEN DATE '${shiftDay(events.last, -queries.days - 6)}' AND DATE '${events.last}'
) AS e ON e.user_id = q.user_id AND e.ts < q.ts AND e.ts >= ${tail(windows[0])}
GROUP BY rid`;
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
): Promise<Rival> => {
  const { events, queries, threads, memoryLimit } = request;
  const instance = await DuckDBInstance.create(':memory:', { threads: String(threads), memory_limit: memoryLimit });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run('SET preserve_insertion_order = false');
  await connection.run(`SET temp_directory = ${literal(join(folder, 'rival-spill'))}`);
  const file = join(folder, 'rival.parquet');
  const query = rivalSql(events, queries);
  return {
    name: 'hand-written SQL, range join',
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
