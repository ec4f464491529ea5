import pg from 'pg';
import type { Fetched } from '../ports.ts';
import { codeOf, connectFailure, isPassing, storeFailure } from './failure.ts';
import { cubeIdOf, type Service } from './identity.ts';
import { backOff } from './patience.ts';
import { type Redact, redactor, targetOf } from './redact.ts';
import { clientConfig } from './session.ts';
import { currentVersion } from './statements/current-version.ts';
import { featureOfKey } from './statements/feature-of-key.ts';

type Current = { readonly id: string; readonly version: string; readonly ds: string };
type Known = { readonly current: Current; readonly until: number };

export type Reader = {
  readonly fetch: (definition: string, key: string) => Promise<Fetched>;
  readonly close: () => Promise<void>;
};

const attempts = 4;

/** PostgreSQL refuses the one and pg would look up another text for the other, so no stored key has them. */
const unstorable = /\0|\p{Surrogate}/u;

// Planned anew each time, so that one partition is opened and locked instead of all of them.
const settings = `
  SET TimeZone = 'UTC'; SET search_path = public, pg_temp; SET default_transaction_read_only = on;
  SET plan_cache_mode = force_custom_plan; SET statement_timeout = '30s'`;

const openPool = async (url: string, redact: Redact): Promise<pg.Pool> => {
  const pool = new pg.Pool({
    ...clientConfig(url, 'chron:fetch'),
    max: 4,
    idleTimeoutMillis: 10_000,
    allowExitOnIdle: true,
    query_timeout: 30_000,
    onConnect: async (client) => {
      client.on('error', () => {});
      await client.query(settings);
    },
  });
  // A connection that breaks while idle is replaced by the next fetch.
  pool.on('error', () => {});
  try {
    (await pool.connect()).release();
    return pool;
  } catch (error) {
    await pool.end();
    throw connectFailure(error, targetOf(url), redact);
  }
};

/**
 * Reads features by key: the id of the served version is remembered for `cacheMillis`, which must be less than the time
 * a replaced version is kept. Throws ConfigError (CHR2301) when PostgreSQL cannot be reached.
 */
export const openReader = async (options: {
  readonly url: string;
  readonly service: Service;
  readonly cacheMillis: number;
}): Promise<Reader> => {
  const redact = redactor(options.url);
  const pool = await openPool(options.url, redact);
  const known = new Map<string, Known>();

  const current = async (cubeId: string, fresh: boolean): Promise<Current | null> => {
    const now = performance.now();
    const remembered = known.get(cubeId);
    if (!fresh && remembered !== undefined && remembered.until > now) return remembered.current;
    const { rows } = await pool.query<Current>({ ...currentVersion, values: [cubeId] });
    const [found] = rows;
    if (found === undefined) {
      known.delete(cubeId);
      return null;
    }
    known.set(cubeId, { current: found, until: now + options.cacheMillis });
    return found;
  };

  const feature = async (versionId: string, key: string): Promise<string | null> => {
    if (unstorable.test(key)) return null;
    const { rows } = await pool.query<{ feature: string }>({ ...featureOfKey, values: [versionId, key] });
    return rows[0]?.feature ?? null;
  };

  const read = async (cubeId: string, key: string): Promise<Fetched> => {
    const first = await current(cubeId, false);
    if (first === null) return { answer: 'no version' };
    const found = await feature(first.id, key);
    if (found !== null) return answer(first, found);
    // Nothing there: because there is no such key, or because the remembered version is gone.
    const second = await current(cubeId, true);
    if (second === null) return { answer: 'no version' };
    return answer(second, second.id === first.id ? null : await feature(second.id, key));
  };

  const fetch = async (definition: string, key: string): Promise<Fetched> => {
    const cubeId = cubeIdOf(options.service, definition);
    for (let n = 1; ; n += 1) {
      try {
        return await read(cubeId, key);
      } catch (error) {
        // Nothing was ever published into this database.
        if (codeOf(error) === '42P01') return { answer: 'no version' };
        if (!isPassing(error) || n === attempts) throw storeFailure(error, `fetching from ${definition}`, redact);
        await backOff(n);
      }
    }
  };

  return { fetch, close: async () => await pool.end() };
};

const answer = ({ id: versionId, version, ds }: Current, feature: string | null): Fetched =>
  feature === null
    ? { answer: 'no such key', versionId, version, ds }
    : { answer: 'value', versionId, version, ds, feature };
