import type { PlanNode } from '#compiler/plan';
import type { CompiledNode } from '../api.ts';

/** The folder of committed plans, and what stands in it by kind of definition. */
export const productionFolder = 'production';

export const kindFolders = {
  'staging-query': 'staging_queries',
  view: 'staging_queries',
  'group-by': 'group_bys',
  join: 'joins',
} as const satisfies Readonly<Record<Exclude<PlanNode['kind'], 'external'>, string>>;

/**
 * What is committed of a compile: path (posix, from the project's root) to text. The plan of
 * `features/bootcamp/spend.ts`, export v1, is `production/group_bys/bootcamp/spend.v1.json`, its SQL beside it.
 */
export const productionFiles = (nodes: readonly CompiledNode[]): ReadonlyMap<string, string> =>
  new Map(
    nodes.flatMap(({ node, json, sql }): readonly [string, string][] => {
      if (node.kind === 'external' || node.source === null) return [];
      const path = node.source.file.replace(/\.ts$/, '').split('/').slice(1).join('/');
      const base = `${productionFolder}/${kindFolders[node.kind]}/${path}.${node.source.export}`;
      return [
        [`${base}.json`, json],
        [`${base}.sql`, sql],
      ];
    }),
  );
