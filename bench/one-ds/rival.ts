import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { shiftDay } from '#compiler';
import { sync } from '#runtime/engine/durable';
import type { Events } from '../events.ts';
import type { Side } from '../measure.ts';

/** Longest first: states that nearly every row changes lie together. */
const windows = [30, 7, 1] as const;

/** Two ways to write it: each aggregate with a FILTER, or a column a window that is null outside the window. */
export type RivalForm = 'filter' | 'column';

const read = (events: Pick<Events, 'glob'>, ds: string): string =>
  `FROM read_parquet('${events.glob.replaceAll("'", "''")}', hive_partitioning = true, hive_types = {'ds': DATE})
WHERE ds > DATE '${shiftDay(ds, -30)}' AND ds <= DATE '${ds}'`;

const aggregates = (days: number, input: string): readonly string[] => [
  `sum(${input} AS sum_${days}d`,
  `nullif(count(${input}, 0) AS count_${days}d`,
  `min(${input} AS min_${days}d`,
  `max(${input} AS max_${days}d`,
];

/**
 * What an expert writes for this day: one scan of thirty partitions, one group by. What was tried and is not better
 * stands in docs/performance.md.
 */
export const rivalSql = (events: Pick<Events, 'glob'>, ds: string, form: RivalForm): string => {
  const since = (days: number): string => `ds > DATE '${shiftDay(ds, -days)}'`;
  if (form === 'filter') {
    const inputs = windows.map((days) => `purchase_price)${days === 30 ? '' : ` FILTER (WHERE ${since(days)})`}`);
    const features = windows.flatMap((days, at) => aggregates(days, inputs[at] ?? ''));
    return `SELECT user_id, ${features.join(', ')}\n${read(events, ds)}\nGROUP BY user_id`;
  }
  const prices = windows.map(
    (days) =>
      `${days === 30 ? 'purchase_price' : `CASE WHEN ${since(days)} THEN purchase_price END`} AS price_${days}d`,
  );
  const features = windows.flatMap((days) => aggregates(days, `price_${days}d)`));
  return `SELECT user_id, ${features.join(', ')}\nFROM (SELECT user_id, ${prices.join(', ')}\n${read(events, ds)})\nGROUP BY user_id`;
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
  form: RivalForm,
): Promise<Rival> => {
  const instance = await DuckDBInstance.create(':memory:', { threads: String(request.threads) });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run('SET preserve_insertion_order = false');
  const query = rivalSql(request.events, request.ds, form);
  let runs = 0;
  const file = (): string => join(folder, `${form}-${runs}`, `ds=${request.ds}`, 'features.parquet');
  return {
    name: `hand-written SQL, ${form}`,
    apart: [],
    connection,
    file,
    run: async () => {
      await rm(dirname(dirname(file())), { recursive: true, force: true });
      runs += 1;
      await mkdir(dirname(file()), { recursive: true });
      // The codec of our tables: 11 MB instead of the 15 of the default one, for a twentieth more time.
      await connection.run(`COPY (${query}) TO '${file().replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`);
      await sync(file());
      await sync(dirname(file()));
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
};
