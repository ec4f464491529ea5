import type { Hook, OnlineStore } from '../ports.ts';
import { publish, type Target } from './publish.ts';
import { openReader } from './reader.ts';

export type OnlineStoreOptions = {
  /** `postgres://user:password@host:port/database`; the password is never shown. */
  readonly url: string;
  /** Projects and profiles may share one database. */
  readonly project: string;
  readonly profile: string;
  /** Hears the steps of a publish, see publishSteps. */
  readonly hook?: Hook;
  /** How long a fetch may go on reading a version that was replaced; default 1000. */
  readonly cacheMillis?: number;
  /** How long a publish waits for transactions that use "UserFeature"; default 30000. */
  readonly drainMillis?: number;
};

/**
 * The online store in a PostgreSQL of version 14 or newer; the first publish makes its tables.
 * Throws ConfigError (CHR2301) when it cannot be reached, after one try.
 *
 *     const store = await openOnlineStore({ url, project: 'shop', profile: 'local' });
 */
export const openOnlineStore = async (options: OnlineStoreOptions): Promise<OnlineStore> => {
  const service = { project: options.project, profile: options.profile };
  const reader = await openReader({ url: options.url, service, cacheMillis: options.cacheMillis ?? 1000 });
  const target: Target = {
    url: options.url,
    service,
    hook: options.hook ?? (() => {}),
    drainMillis: options.drainMillis ?? 30_000,
  };
  return {
    publish: async (request) => await publish(target, request),
    fetch: reader.fetch,
    fetchAll: reader.fetchAll,
    close: reader.close,
  };
};
