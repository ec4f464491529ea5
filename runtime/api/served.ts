import type { GroupByNode, JoinNode, Plan } from '#compiler/plan';
import { ConfigError } from '../errors.ts';
import type { ServedJoin } from '../fetch/fetch-join.ts';

/** What is uploaded and fetched. */
export type Served =
  | { readonly kind: 'group-by'; readonly node: GroupByNode }
  | ({ readonly kind: 'join' } & ServedJoin);

/** The GroupBys and Joins among the selected definitions. Throws ConfigError when there is none. */
export const servedOf = (plan: Plan, selected: readonly string[], conf: string): readonly Served[] => {
  const groupBys = plan.nodes.filter((node) => node.kind === 'group-by');
  const served = plan.nodes.flatMap((node): readonly Served[] => {
    if (!selected.includes(node.name)) return [];
    if (node.kind === 'group-by') return [{ kind: 'group-by', node }];
    return node.kind === 'join' ? [{ kind: 'join', node, features: partsOf(node, groupBys) }] : [];
  });
  if (served.length > 0) return served;
  throw new ConfigError({
    code: 'CHR2337',
    message: `--conf ${conf} is neither a GroupBy nor a Join: only features are served`,
    hint: 'name a file under features/',
  });
};

const partsOf = ({ parts }: JoinNode, groupBys: readonly GroupByNode[]): readonly GroupByNode[] =>
  parts.map((part) => {
    const found = groupBys.find((one) => one.name === part.features);
    if (found === undefined) throw new Error(`internal: a part of ${part.features}, which is not in the plan`);
    return found;
  });

/** Throws ConfigError for a join of which nothing can be served. */
export const requireOnlinePart = ({ node, features }: ServedJoin): void => {
  if (features.some((one) => one.online)) return;
  const files = [...new Set(features.map((one) => one.source?.file ?? one.name))];
  throw new ConfigError({
    code: 'CHR2339',
    message: `${node.name}: none of its parts is online (${[...new Set(features.map((one) => one.name))].join(', ')})`,
    hint: `write online: true in ${files.join(', ')}`,
  });
};
