// A project is loaded without a type check: whatever stands where an option belongs, a compile ends, and says what is
// wrong with every definition that it gives no node.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compile, type Describe, nodeSql, planJson } from '#compiler';
import * as dsl from '#dsl';
import { openDescribe } from '#runtime/engine/describe';
import { settings } from './compiled.ts';

let describe: Describe;
let close: () => void;
beforeAll(async () => {
  ({ describe, close } = await openDescribe());
});
afterAll(() => close());

/** A call that an author writes, not yet made: its arguments can be replaced. */
class Call {
  readonly name: string;
  readonly given: readonly unknown[];
  constructor(name: string, given: readonly unknown[]) {
    this.name = name;
    this.given = given;
  }
}
const call = (name: string, ...given: readonly unknown[]): Call => new Call(name, given);

const made = (value: unknown): unknown => {
  if (value instanceof Call) {
    const factory = (dsl as unknown as Record<string, (...given: readonly unknown[]) => unknown>)[value.name];
    return factory?.(...value.given.map(made));
  }
  if (Array.isArray(value)) return value.map(made);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  if (Object.isFrozen(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, made(item)]));
};

/** Every place of what is written, itself first. */
const places = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] => {
  const inside = value instanceof Call ? value.given : value;
  const open = typeof inside === 'object' && inside !== null && !Object.isFrozen(inside);
  return [path, ...(open ? Object.entries(inside).flatMap(([key, item]) => places(item, [...path, key])) : [])];
};

const replaced = (value: unknown, path: readonly string[], by: unknown): unknown => {
  const [key, ...rest] = path;
  if (key === undefined) return by;
  if (value instanceof Call) {
    return new Call(value.name, replaced(value.given, path, by) as readonly unknown[]);
  }
  const inner = replaced((value as Record<string, unknown>)[key], rest, by);
  return Array.isArray(value) ? value.with(Number(key), inner) : { ...(value as object), [key]: inner };
};

const columns = { user_id: 'string', price: 'double', tags: { list: 'string' }, ts: 'long', ds: 'date' } as const;
const table = dsl.parquet({ location: 'data', columns });
const price = { kind: 'column', name: 'price', type: 'double' };

const written: Readonly<Record<string, Call>> = {
  parquet: call('parquet', {
    location: 'data',
    columns: { user_id: 'string', price: 'double', tags: { list: 'string' }, ts: 'long' },
    partitionColumn: 'day',
    dayColumn: 'ts',
  }),
  stagingQuery: call('stagingQuery', {
    name: 'g',
    query: dsl.sql`SELECT user_id, price, DATE '2023-12-01' AS ds FROM ${table} WHERE ${dsl.startDate} < ${dsl.endDate}`,
    columns: { user_id: 'string', price: 'double' },
    startPartition: '2023-12-01',
    lookback: dsl.days(7),
    outputNamespace: 'n',
    backfillStartDate: '2023-12-01',
    owner: 'me',
    tags: { a: 'b' },
  }),
  'stagingQuery with setups': call('stagingQuery', {
    name: 'g',
    query: dsl.sql`SELECT user_id, price, ds FROM ${table}`,
    columns: { user_id: 'string', price: 'double' },
    setups: ['SET VARIABLE x = 1'],
  }),
  groupBy: call('groupBy', {
    name: 'g',
    sources: [
      call('eventSource', {
        table,
        timeColumn: 'ts',
        where: [dsl.sql`price > 0`],
        startPartition: '2023-12-01',
        endPartition: '2023-12-31',
        partitionColumn: 'ds',
        topic: 't',
        missing: 'block',
      }),
    ],
    keys: ['user_id'],
    aggregations: [call('lastK', price, { k: 3, windows: [dsl.days(1)], windowEdge: 'exact', buckets: [price] })],
    online: true,
    accuracy: 'snapshot',
    outputNamespace: 'n',
  }),
  'groupBy with select and derive': call('groupBy', {
    name: 'g',
    sources: [call('eventSource', { table, timeColumn: dsl.sql.long`ts`, select: { price: dsl.sql.double`price` } })],
    keys: ['user_id'],
    aggregations: [call('sum', price)],
    derive: { twice: dsl.sql.double`g_price_sum * 2` },
  }),
  'groupBy over lists': call('groupBy', {
    name: 'g',
    sources: [call('entitySource', { table, timeColumn: 'ts' })],
    keys: ['user_id'],
    aggregations: [
      call('approxPercentile', price, { percentiles: [0.5], windows: [dsl.days(1)] }),
      call('count', { kind: 'column', name: 'tags', type: { list: 'string' } }, { elementWise: true }),
    ],
  }),
  attributes: call('attributes', {
    name: 'g',
    source: call('entitySource', { table }),
    keys: ['user_id'],
    duplicates: 'latest',
  }),
  join: call('join', { name: 'g', left: call('eventSource', { table, timeColumn: 'ts' }), parts: [], rowIds: ['ts'] }),
};

const frozen = (kind: string) => Object.freeze({ kind, columns: null, name: 7, type: 'x', windows: 3, holes: 'x' });
const garbage: readonly unknown[] = [
  ...[undefined, null, true, 0, -1, 1.5, Number.NaN, 7n, '', 'x', '2023-02-30', "a'; --\u0000", '__proto__'],
  ...[[], [null], [[]], {}, { kind: 'x' }, { length: 3 }, new Date(0), new Map(), () => null],
  ...['column', 'sql', 'literal', 'window', 'events', 'date-slot', 'part'].map(frozen),
  ...[dsl.sql`SELECT`, dsl.sql``, dsl.sql.double`sum(price)`, dsl.startDate, dsl.days(1), 'double', table],
];

const check = async (config: unknown): Promise<void> => {
  const definition = made(config) as dsl.Definition;
  const reader = dsl.groupBy({
    name: 'reader',
    sources: [dsl.eventSource({ table: definition as typeof table })],
    keys: ['user_id'],
    aggregations: (c) => [dsl.count(c.user_id)],
  });
  const definitions = [
    { file: 'features/t/table.ts', export: 'v1', definition: table },
    { file: 'features/t/g.ts', export: 'v1', definition },
    { file: 'features/t/reader.ts', export: 'v1', definition: reader },
  ];
  const { plan, diagnostics } = await compile({ definitions, settings }, { describe, sources: null });
  const has = (name: string): boolean => plan.nodes.some((node) => node.name === name);
  const told = (...names: readonly string[]): boolean =>
    diagnostics.some(({ definition: of }) => of !== null && names.includes(of));
  expect(has('t.table.v1')).toBe(true);
  expect(has('t.g.v1') !== told('t.g.v1')).toBe(true);
  expect(has('t.reader.v1') !== told('t.g.v1', 't.reader.v1')).toBe(true);
  // What has a node has SQL, too, and is JSON.
  for (const node of plan.nodes) nodeSql(node, plan);
  expect(JSON.parse(planJson(plan))).toEqual(plan);
  for (const { message, hint } of diagnostics) {
    expect(`${message} ${hint}`).not.toMatch(/\[object|'undefined'|'null'|\bNaN\w/);
  }
};

test.each(Object.keys(written))('%s as it is', async (kind) => {
  await check(written[kind]);
});

/** Where a case is looked at, if not everywhere: what it adds to one before it. */
const only: Readonly<Record<string, readonly string[]>> = {
  'stagingQuery with setups': ['0.setups'],
  'groupBy with select and derive': ['0.name', '0.derive', '0.sources.0.0.select', '0.sources.0.0.timeColumn'],
  'groupBy over lists': ['0.sources.0.0', '0.aggregations'],
};
const isLookedAt = (kind: string, path: readonly string[]): boolean =>
  path.length > 0 && (only[kind] ?? ['']).some((start) => path.join('.').startsWith(start));

test.each(Object.keys(written))('%s with garbage anywhere', async (kind) => {
  const failed: string[] = [];
  // Arguments of the definition's own call: what is exported stays a definition.
  for (const path of places(written[kind]).filter((place) => isLookedAt(kind, place))) {
    for (const by of garbage) {
      try {
        await check(replaced(written[kind], path, by));
      } catch (error) {
        const text = error instanceof Error ? (error.stack ?? '').split('\n').slice(0, 3).join(' | ') : String(error);
        failed.push(`${path.join('.')}: ${text}`);
      }
    }
  }
  expect(failed).toEqual([]);
});
