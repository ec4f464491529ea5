import { near } from '#compiler';
import type { GroupByNode } from '#compiler/plan';
import { ConfigError } from '../errors.ts';
import { keyText } from '../online/key-text.ts';
import type { Fetched, OnlineStore } from '../ports.ts';

/** Answers one key of a GroupBy from its current version. Throws ConfigError for keys that are not its own. */
export const fetchNode = async (
  node: GroupByNode,
  keys: Readonly<Record<string, unknown>>,
  store: OnlineStore,
): Promise<Fetched> => {
  const names = node.keys.map((key) => key.name);
  const unknown = Object.keys(keys).find((name) => !names.includes(name));
  const missing = names.find((name) => !Object.hasOwn(keys, name));
  if (unknown !== undefined || missing !== undefined) throw wrongKeys(node, names, unknown);
  const values = names.map((name) => keys[name]);
  return await store.fetch(node.name, keyText(node.keys, values));
};

const wrongKeys = (node: GroupByNode, names: readonly string[], unknown: string | undefined): ConfigError => {
  const wanted = names.map((name) => `--key ${name}=...`).join(' ');
  const [close] = unknown === undefined ? [] : near(unknown, names);
  const said = unknown === undefined ? 'needs' : `has no key '${unknown}'; it needs`;
  return new ConfigError({
    code: 'CHR2336',
    message: `${node.name} ${said} ${names.join(', ')}`,
    hint: close === undefined ? wanted : `did you mean '${close}'? ${wanted}`,
  });
};
