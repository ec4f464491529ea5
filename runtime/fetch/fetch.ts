import type { GroupByNode } from '#compiler/plan';
import { keyText } from '../online/key-text.ts';
import type { Fetched, OnlineStore } from '../ports.ts';
import { checkKeyNames } from './key-names.ts';

/** Answers one key of a GroupBy from its current version. Throws ConfigError for keys that are not its own. */
export const fetchNode = async (
  node: GroupByNode,
  keys: Readonly<Record<string, unknown>>,
  store: OnlineStore,
): Promise<Fetched> => {
  const names = node.keys.map((key) => key.name);
  checkKeyNames(node.name, Object.keys(keys), { needed: names, optional: [] });
  return await store.fetch(
    node.name,
    keyText(
      node.keys,
      names.map((name) => keys[name]),
    ),
  );
};
