import pg from 'pg';
import { openOnlineStore } from '#runtime/online/open-online-store';

export type Seen = {
  reads: number;
  /** A key that every version has was not found, or no version at all. */
  empty: number;
  /** A row of another key or input than the version it came with. */
  mixed: number;
  /** An older version after a newer one. */
  backwards: number;
  errors: number;
  readonly samples: string[];
};

export type Readers = { readonly seen: Seen; readonly stop: () => Promise<Seen> };

type Row = { readonly input: string; readonly n: number };

/**
 * Reads random keys until stopped: through the store without and with a remembered version, and by one statement that
 * joins the mark with the rows. Every version holds the keys u0 ... u<keys - 1>.
 */
export const readers = async (url: string, keys: number): Promise<Readers> => {
  const seen: Seen = { reads: 0, empty: 0, mixed: 0, backwards: 0, errors: 0, samples: [] };
  const inputs = new Map<string, string>();
  let stopped = false;

  const judge = (version: string, key: string, text: string): void => {
    const row = JSON.parse(text) as Row;
    const input = inputs.get(version) ?? row.input;
    inputs.set(version, input);
    if (`u${row.n}` !== key || row.input !== input) seen.mixed += 1;
  };

  const note = (text: string): void => {
    if (seen.samples.length < 8) seen.samples.push(text);
  };

  const loop = async (read: (key: string) => Promise<string | null>): Promise<void> => {
    let newest = '';
    while (!stopped) {
      try {
        const version = await read(`u${Math.floor(Math.random() * keys)}`);
        seen.reads += 1;
        if (version === null) seen.empty += 1;
        else if (version < newest) seen.backwards += 1;
        else newest = version;
      } catch (error) {
        seen.errors += 1;
        note(String(error));
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };

  const stores = await Promise.all(
    [0, 0, 200].map(
      async (cacheMillis) => await openOnlineStore({ url, project: 'shop', profile: 'test', cacheMillis }),
    ),
  );
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  pool.on('error', () => {});

  const loops = [
    ...stores.map((store) =>
      loop(async (key) => {
        const found = await store.fetch('shop.users.v1', key);
        if (found.answer !== 'value') {
          note(`${key}: ${JSON.stringify(found)}`);
          return null;
        }
        judge(found.version, key, found.feature);
        return found.version;
      }),
    ),
    loop(async (key) => {
      const { rows } = await pool.query<{ version: string; feature: string | null }>(
        `SELECT h.version, f.feature::text AS feature FROM "CubeHistory" h
         LEFT JOIN "UserFeature" f ON f."cubeHistoryId" = h.id AND f."userId" = $1 WHERE h.current`,
        [key],
      );
      const [row] = rows;
      if (row === undefined || row.feature === null) {
        note(`${key}, by one statement: ${JSON.stringify(row)}`);
        return null;
      }
      judge(row.version, key, row.feature);
      return row.version;
    }),
  ];

  return {
    seen,
    stop: async () => {
      stopped = true;
      await Promise.all(loops);
      await Promise.all([...stores.map(async (store) => await store.close()), pool.end()]);
      return seen;
    },
  };
};
