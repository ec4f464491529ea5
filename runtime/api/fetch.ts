import type { FetchAnswer, FetchRequest } from '../api.ts';
import { fetchNode } from '../fetch/fetch.ts';
import type { Project } from '../project/project.ts';
import { planFor } from './compile-project.ts';
import { onlineOf } from './services.ts';
import { groupBysOf } from './upload.ts';

/**
 * What is served now for one key of each GroupBy of `conf`. "No version yet", "no such key" and a value are different
 * answers; a key of another name or type throws ConfigError.
 */
export const fetch = async (project: Project, request: FetchRequest): Promise<readonly FetchAnswer[]> => {
  const { plan, selected } = await planFor(project, request.conf);
  const nodes = groupBysOf(plan, selected, request.conf);
  const store = await onlineOf(project);
  try {
    return await Promise.all(
      nodes.map(async (node) => ({ ...(await fetchNode(node, request.keys, store)), definition: node.name })),
    );
  } finally {
    await store.close();
  }
};
