import type { Plan, PlanNode } from './plan.ts';

/** JSON with the keys of every object sorted: equal values give equal text. */
export const stableJson = (value: unknown, indent = 0): string => JSON.stringify(sorted(value), null, indent);

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]));
};

/** One node as it is committed under production/: stable, indented, with a final newline. */
export const nodeJson = (node: PlanNode): string => `${stableJson({ version: 1, node }, 2)}\n`;

export const planJson = (plan: Plan): string => `${stableJson(plan, 2)}\n`;

/** Throws on a version that this release does not know, instead of reading it wrongly. */
export const parsePlan = (text: string): Plan => {
  const value = JSON.parse(text) as Plan | { readonly version?: unknown } | null;
  if (value?.version !== 1)
    throw new Error(`unknown plan version ${JSON.stringify(value?.version)}: this chron reads 1`);
  return value as Plan;
};
