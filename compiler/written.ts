import { isDefinition } from '#dsl';

const kinds: ReadonlyMap<unknown, string> = new Map(
  Object.entries({
    aggregation: 'an aggregation',
    column: 'a column',
    'date-slot': 'a date slot',
    entities: 'a source',
    events: 'a source',
    external: 'a table',
    'group-by': 'a GroupBy',
    join: 'a join',
    literal: 'a literal',
    part: 'a part of a join',
    sql: 'SQL',
    'staging-query': 'a staging query',
    window: 'a window',
  }),
);

const isPlain = (list: readonly unknown[]): boolean =>
  list.length > 0 && list.length < 6 && list.every((one) => typeof one === 'number' || typeof one === 'string');

/** A value that stands where it cannot, in words: `the text 'price'`, `a column`, `nothing (undefined)`. */
export const written = (value: unknown): string => {
  if (value === undefined || value === null) return `nothing (${value})`;
  if (typeof value === 'string') return `the text '${value}'`;
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function ${value.name}`;
  if (Array.isArray(value)) return isPlain(value) ? `the list ${JSON.stringify(value)}` : 'a list';
  if (typeof value !== 'object') return `the ${typeof value} ${String(value)}`;
  const kind = 'kind' in value ? kinds.get(value.kind) : undefined;
  if (kind === undefined) return 'an object';
  return isDefinition(value) && 'name' in value && typeof value.name === 'string' ? `${kind} ('${value.name}')` : kind;
};
