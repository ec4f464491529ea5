import pg from 'pg';
import type { Asked, Fetched } from '../ports.ts';
import { codeOf, connectFailure, isPassing, storeFailure } from './failure.ts';
import { cubeIdOf, type Service } from './identity.ts';
import { backOff } from './patience.ts';
import { type Redact, redactor, targetOf } from './redact.ts';
import { clientConfig } from './session.ts';
import { currentVersions } from './statements/current-versions.ts';
import { featuresOfKeys } from './statements/features-of-keys.ts';

type Current = { readonly id: string; readonly version: string; readonly ds: string };
/** What is asked, by its place in the request (`key` null: no stored key); and the same of one version. */
type Place = { readonly index: number; readonly cubeId: string; readonly key: string | null };
type Wanted = { readonly index: number; readonly versionId: string; readonly key: string };
type Known = { readonly current: Current; readonly until: number };

export type Reader = {
  readonly fetch: (definition: string, key: string) => Promise<Fetched>;
  readonly fetchAll: (asked: readonly Asked[]) => Promise<readonly Fetched[]>;
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

  /** The served version of each definition: what is remembered, and the rest by one statement. */
  const currentOf = async (places: readonly Place[], fresh: boolean): Promise<ReadonlyMap<string, Current>> => {
    const now = performance.now();
    const found = new Map<string, Current>();
    const unknown = new Set<string>();
    for (const { cubeId } of places) {
      const remembered = known.get(cubeId);
      if (!fresh && remembered !== undefined && remembered.until > now) found.set(cubeId, remembered.current);
      else unknown.add(cubeId);
    }
    if (unknown.size === 0) return found;
    const { rows } = await pool.query<Current & { cubeId: string }>({ ...currentVersions, values: [[...unknown]] });
    for (const cubeId of unknown) known.delete(cubeId);
    for (const { cubeId, id, version, ds } of rows) {
      const current = { id, version, ds };
      found.set(cubeId, current);
      known.set(cubeId, { current, until: now + options.cacheMillis });
    }
    return found;
  };

  /** The features of keys in versions, by their place; one statement. */
  const featuresOf = async (wanted: readonly Wanted[]): Promise<ReadonlyMap<number, string>> => {
    if (wanted.length === 0) return new Map();
    const values = wanted.flatMap(({ versionId, key }) => [versionId, key]);
    const { rows } = await pool.query<{ n: number; feature: string }>({ ...featuresOfKeys(wanted.length), values });
    return new Map(rows.map(({ n, feature }) => [wanted[n]?.index ?? -1, feature]));
  };

  const read = async (asked: readonly Place[]): Promise<readonly Fetched[]> => {
    const first = await currentOf(asked, false);
    const found = await featuresOf(wantedOf(asked, first));
    // Nothing there: because there is no such key, or because the remembered version is gone.
    const missing = asked.filter(({ index, cubeId, key }) => key !== null && first.has(cubeId) && !found.has(index));
    const second = await currentOf(missing, true);
    const reread = new Set(missing.map(({ cubeId }) => cubeId));
    // All keys of a definition are answered from one version.
    const changed = asked.filter(
      ({ cubeId }) => reread.has(cubeId) && second.get(cubeId)?.id !== first.get(cubeId)?.id,
    );
    const again = await featuresOf(wantedOf(changed, second));
    const replaced = new Set(changed.map(({ index }) => index));
    return asked.map(({ index, cubeId }) =>
      replaced.has(index)
        ? answer(second.get(cubeId), again.get(index) ?? null)
        : answer(first.get(cubeId), found.get(index) ?? null),
    );
  };

  const fetchAll = async (asked: readonly Asked[]): Promise<readonly Fetched[]> => {
    const places = asked.map(({ definition, key }, index) => ({
      index,
      cubeId: cubeIdOf(options.service, definition),
      key: key === null || unstorable.test(key) ? null : key,
    }));
    for (let n = 1; ; n += 1) {
      try {
        return await read(places);
      } catch (error) {
        // Nothing was ever published into this database.
        if (codeOf(error) === '42P01') return asked.map(() => ({ answer: 'no version' }));
        const names = [...new Set(asked.map(({ definition }) => definition))].join(', ');
        if (!isPassing(error) || n === attempts) throw storeFailure(error, `fetching from ${names}`, redact);
        await backOff(n);
      }
    }
  };

  const fetch = async (definition: string, key: string): Promise<Fetched> => {
    const [found] = await fetchAll([{ definition, key }]);
    if (found === undefined) throw new Error('internal: a fetch without an answer');
    return found;
  };

  return { fetch, fetchAll, close: async () => await pool.end() };
};

const wantedOf = (asked: readonly Place[], versions: ReadonlyMap<string, Current>): readonly Wanted[] =>
  asked.flatMap(({ index, cubeId, key }) => {
    const version = versions.get(cubeId);
    return version === undefined || key === null ? [] : [{ index, versionId: version.id, key }];
  });

const answer = (current: Current | undefined, feature: string | null): Fetched => {
  if (current === undefined) return { answer: 'no version' };
  const { id: versionId, version, ds } = current;
  return feature === null
    ? { answer: 'no such key', versionId, version, ds }
    : { answer: 'value', versionId, version, ds, feature };
};
