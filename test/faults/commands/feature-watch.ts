import { setTimeout as sleep } from 'node:timers/promises';
import type { Fetched, OnlineStore } from '#runtime/ports';

export type Seen = { reads: number; readonly wrong: string[] };

/**
 * Fetches keys again and again until stopped. `state` names the version an answer belongs to, null: no answer that a
 * reader may get.
 */
export const featureWatch = (
  store: OnlineStore,
  looking: {
    readonly definition: string;
    readonly keys: readonly string[];
    readonly state: (key: string, answer: Fetched) => 'old' | 'new' | null;
  },
): { readonly stop: () => Promise<Seen> } => {
  const seen: Seen = { reads: 0, wrong: [] };
  let stopped = false;
  let seenNew = false;
  const running = (async () => {
    for (let at = 0; !stopped; at += 1) {
      const key = looking.keys[at % looking.keys.length] ?? '';
      try {
        const answer = await store.fetch(looking.definition, key);
        const state = looking.state(key, answer);
        if (state === null) seen.wrong.push(`${key}: ${JSON.stringify(answer)}`);
        if (state === 'old' && seenNew) seen.wrong.push(`${key}: the old version after the new one`);
        seenNew ||= state === 'new';
      } catch (error) {
        seen.wrong.push(`${key}: ${String(error)}`);
      }
      seen.reads += 1;
      await sleep(8);
    }
  })();
  return {
    stop: async () => {
      stopped = true;
      await running;
      return seen;
    },
  };
};
