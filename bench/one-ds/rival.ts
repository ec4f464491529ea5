import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { shiftDay } from '#compiler';
import { sync } from '#runtime/engine/durable';
import type { Events } from '../events.ts';
import type { Side } from '../measure.ts';

const windows = [1, 7, 30] as const;

/** What an expert writes for this day: one scan of thirty partitions, one group by, each shorter window a FILTER. */
export const rivalSql = (events: Pick<Events, 'glob'>, ds: string): string => {
  const features = windows.flatMap((days) => {
    const filter = days === 30 ? '' : ` FILTER (ds > DATE '${shiftDay(ds, -days)}')`;
    return [
      `sum(purchase_price)${filter} AS sum_${days}d`,
      `nullif(count(purchase_price)${filter}, 0) AS count_${days}d`,
      `min(purchase_price)${filter} AS min_${days}d`,
      `max(purchase_price)${filter} AS max_${days}d`,
    ];
  });
  return `SELECT user_id, ${features.join(', ')}
FROM read_parquet('${events.glob.replaceAll("'", "''")}', hive_partitioning = true, hive_types = {'ds': DATE})
WHERE ds > DATE '${shiftDay(ds, -30)}' AND ds <= DATE '${ds}'
GROUP BY user_id`;
};

export type Rival = Side & {
  /** The file of the newest run. */
  readonly file: () => string;
  /** A connection that may read every file of both sides. */
  readonly connection: DuckDBConnection;
  readonly close: () => void;
};

/** Hand-written SQL in a warm DuckDB, ending with a Parquet file that survives a power cut. */
export const openRival = async (
  request: { readonly events: Events; readonly ds: string; readonly threads: number },
  folder: string,
): Promise<Rival> => {
  const instance = await DuckDBInstance.create(':memory:', { threads: String(request.threads) });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run('SET preserve_insertion_order = false');
  const query = rivalSql(request.events, request.ds);
  let runs = 0;
  const file = (): string => join(folder, `rival-${runs}`, `ds=${request.ds}`, 'features.parquet');
  return {
    name: 'hand-written SQL',
    apart: [],
    connection,
    file,
    run: async () => {
      await rm(dirname(dirname(file())), { recursive: true, force: true });
      runs += 1;
      await mkdir(dirname(file()), { recursive: true });
      await connection.run(`COPY (${query}) TO '${file().replaceAll("'", "''")}' (FORMAT parquet)`);
      await sync(file());
      await sync(dirname(file()));
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
};
