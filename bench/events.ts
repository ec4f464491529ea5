import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { shiftDay } from '#compiler';

/** How much data: `users` possible users, events spread evenly over `days` days. */
export type EventsSize = {
  readonly events: number;
  readonly users: number;
  readonly days: number;
  /** The share of all events that one user has, besides those that are drawn for it; default: none. */
  readonly heavy?: number;
};

/** Generated events: `folder/ds=YYYY-MM-DD/part-0.parquet`, days [first, last]. */
export type Events = EventsSize & {
  readonly folder: string;
  readonly glob: string;
  readonly first: string;
  readonly last: string;
  readonly bytes: number;
};

/** Raised when the same size would give other rows, so that no run reads data of an older generator. */
const generation = 2;
const firstDay = '2023-10-01';

/** What a number is drawn for. */
const draws = { user: 0, price: 1, category: 2, time: 3, heavy: 4 } as const;

/**
 * A number in [0, 1) that depends on the event and on what it is for, never on threads or on the order of rows. One
 * integer is hashed for each: `hash(i, salt)` only shifts the hash of i, and prices would rise with time.
 */
export const uniform = (what: keyof typeof draws): string =>
  `((hash(${draws[what] < 4 ? `i * 4 + ${draws[what]}` : `-1 - i * 4 - ${draws[what] - 4}`}) >> 11)::DOUBLE / 9007199254740992)`;

/** The user of the event `i`: skewed, `floor(random² · users)`, but for the share of the heavy one. */
export const userOf = ({ users, heavy = 0 }: Pick<EventsSize, 'users' | 'heavy'>): string => {
  const drawn = `printf('u%07d', floor(pow(${uniform('user')}, 2) * ${users})::INT)`;
  return heavy === 0 ? drawn : `CASE WHEN ${uniform('heavy')} < ${heavy} THEN 'u0000000' ELSE ${drawn} END`;
};

const dayQuery = (size: EventsSize, day: number): string => {
  const at = (index: number): number => Math.floor((size.events * index) / size.days);
  const start = Date.parse(`${shiftDay(firstDay, day)}T00:00:00Z`);
  return `SELECT
  ${userOf(size)} AS user_id,
  round(${uniform('price')} * 200, 2) AS purchase_price,
  ['books', 'games', 'food', 'garden', 'music'][1 + floor(${uniform('category')} * 5)::INT] AS item_category,
  ${start}::BIGINT + floor(${uniform('time')} * 86400000)::BIGINT AS ts
FROM range(${at(day)}, ${at(day + 1)}) AS r(i)
ORDER BY ts, i`;
};

const sizeOf = async (folder: string, days: readonly string[]): Promise<number> => {
  const sizes = await Promise.all(
    days.map(async (ds) => (await stat(join(folder, `ds=${ds}`, 'part-0.parquet'))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
};

/**
 * Purchases of skewed users (`floor(random² · users)`), one Parquet file a day: user_id text, purchase_price double,
 * item_category text, ts bigint (epoch milliseconds, ascending in the file). The same size gives the same rows; what is
 * there already is kept.
 */
export const generateEvents = async (cache: string, size: EventsSize): Promise<Events> => {
  const heavy = size.heavy === undefined ? '' : `-heavy-${size.heavy}`;
  const folder = join(cache, `events-${generation}-${size.events}-${size.users}-${size.days}${heavy}`);
  const days = Array.from({ length: size.days }, (_, day) => shiftDay(firstDay, day));
  if ((await stat(folder).catch(() => null)) === null) await writeDays(folder, size, days);
  return {
    ...size,
    folder,
    glob: join(folder, '*', '*.parquet'),
    first: firstDay,
    last: shiftDay(firstDay, size.days - 1),
    bytes: await sizeOf(folder, days),
  };
};

/** The folder gets its name when it is complete: a stopped run leaves nothing that looks like data. */
const writeDays = async (folder: string, size: EventsSize, days: readonly string[]): Promise<void> => {
  const unfinished = `${folder}.unfinished-${process.pid}`;
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    for (const [day, ds] of days.entries()) {
      await mkdir(join(unfinished, `ds=${ds}`), { recursive: true });
      const file = join(unfinished, `ds=${ds}`, 'part-0.parquet').replaceAll("'", "''");
      await connection.run(`COPY (${dayQuery(size, day)}) TO '${file}' (FORMAT parquet)`);
    }
    await rename(unfinished, folder);
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(unfinished, { recursive: true, force: true });
  }
};
