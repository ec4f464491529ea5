import type { FetchAnswer, Fetcher, FetchRequest } from '../api.ts';
import { fetchNode } from '../fetch/fetch.ts';
import { openJoin } from '../fetch/fetch-join.ts';
import type { Project } from '../project/project.ts';
import { planFor } from './compile-project.ts';
import { requireOnlinePart, servedOf } from './served.ts';
import { lazyEngine, onlineOf } from './services.ts';

/**
 * What is served now for one key of each GroupBy of `conf`, and for one row of each Join. "No version yet", "no such
 * key" and a value are different answers; a key of another name or type throws ConfigError.
 */
export const fetch = async (project: Project, { conf, keys }: FetchRequest): Promise<readonly FetchAnswer[]> => {
  const fetcher = await openFetcher(project, { conf });
  try {
    return await fetcher.fetch(keys);
  } finally {
    await fetcher.close();
  }
};

/**
 * The same for many keys: the definitions are compiled once, connections are kept, and the versions that are served are
 * remembered for a second, so that a fetch is one round trip.
 *
 * @example const fetcher = await openFetcher(project, { conf: 'features/shop/basket.ts' });
 */
export const openFetcher = async (project: Project, { conf }: { readonly conf: string }): Promise<Fetcher> => {
  const { plan, selected } = await planFor(project, conf);
  const served = servedOf(plan, selected, conf);
  for (const one of served) if (one.kind === 'join') requireOnlinePart(one);
  const store = await onlineOf(project);
  // Only derivations of joins need one.
  const engine = lazyEngine(project, () => []);
  const fetchers = served.map((one): ((keys: FetchRequest['keys']) => Promise<FetchAnswer>) =>
    one.kind === 'join'
      ? openJoin(one, { store, engine: engine.open })
      : async (keys) => ({ ...(await fetchNode(one.node, keys, store)), definition: one.node.name }),
  );
  return {
    fetch: async (keys) => await Promise.all(fetchers.map(async (fetchOne) => await fetchOne(keys))),
    close: async () => {
      await store.close();
      await engine.close();
    },
  };
};
