// Temporary results have names that no table, view or setup of an author has, whatever he calls them.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allNodes, choose, type RelScript, scriptSql } from '#compiler';
import { inTiles } from '#compiler/physical/heavy';
import { joinPart } from '#compiler/physical/join-part';
import type { GroupByNode, JoinPart, Plan } from '#compiler/plan';
import {
  attributes,
  days,
  endDate,
  entitySource,
  eventSource,
  groupBy,
  histogram,
  join,
  long,
  parquet,
  part,
  sql,
  stagingQuery,
  startDate,
  string,
  sum,
} from '#dsl';
import { type Engine, openEngine } from '../../property/compiled.ts';
import { joinRows } from '../../property/join-compiled.ts';
import { planOf } from '../compiled.ts';

const bought = { user_id: string, price: long, item: string, ts: long };
const purchases = parquet({ location: 'purchases', columns: bought, partitionColumn: 'ds' });
const people = parquet({ location: 'people', columns: { user_id: string, city: string }, partitionColumn: 'ds' });
const source = eventSource({ table: purchases, timeColumn: 'ts' });
const copy = stagingQuery({
  name: 'copy',
  query: sql`SELECT user_id, ds FROM ${purchases} WHERE ds BETWEEN ${startDate} AND ${endDate}`,
  columns: { user_id: string },
});
const spend = groupBy({
  name: 'spend',
  sources: [source],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price, { windows: [days(1)] }), histogram(c.item, { windows: [days(1)] })],
  accuracy: 'temporal',
});
const person = attributes({ name: 'person', source: entitySource({ table: people }), keys: ['user_id'] });
const set = join({ name: 'set', left: source, parts: (c) => [part(spend, c), part(person, c)] });

const range = { start: '2023-12-01', end: '2023-12-02', latest: '2023-12-02' };
const times = [{ start: range.start, end: range.end }];

let plan: Plan;
beforeAll(async () => {
  plan = await planOf({
    'features/t/raw.ts:purchases': purchases,
    'features/t/raw.ts:people': people,
    'staging_queries/t/copy.ts:v1': copy,
    'features/t/spend.ts:v1': spend,
    'features/t/person.ts:v1': person,
    'features/t/set.ts:v1': set,
  });
});

const scripts = (): readonly RelScript[] => {
  const all = allNodes(plan);
  const group = (name: string) => all.find((one) => one.kind === 'group-by' && one.name === name) as GroupByNode;
  const parts = all.filter((one): one is JoinPart => one.kind === 'join-part');
  const heavy = { queries: 1, pairs: 1, days: 1 };
  return [
    ...all.flatMap((node) =>
      node.kind === 'staging-query' || node.kind === 'group-by' || node.kind === 'join' ? [choose(node, range)] : [],
    ),
    ...parts.flatMap((one) =>
      [null, heavy].map((threshold) =>
        joinPart(one, group(one.features), { range, times, slices: 2, heavy: threshold }),
      ),
    ),
  ];
};

test('every temporary result of every strategy has two leading underscores', () => {
  expect(plan.nodes.some((node) => node.kind === 'group-by' && node.aggregates.some(inTiles))).toBe(true);
  const named = new Set<string>();
  for (const script of scripts()) {
    const rendered = scriptSql(script, () => '(SELECT 1)');
    for (const { name } of rendered.temps) {
      expect(name).toMatch(/^__[a-z]/);
      named.add(name.replace(/_\d+$/, ''));
    }
    const text = [...rendered.temps, ...rendered.outputs].map((one) => one.sql).join('\n');
    // What is read by a name is a temporary result, or a table of the author's, whose name has its team.
    for (const [, read = ''] of text.matchAll(/(?:FROM|JOIN) "([^"]+)"/g)) expect(read).toMatch(/^__|\./);
  }
  for (const one of ['queries', 'values', 'pairs', 'snapshots', 'rows', 'staged', 'heavy_keys', 'heavy_rows']) {
    expect(named).toContain(`__${one}`);
  }
});

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

test.each(['queries', 'values_0', 'pairs_0', 'snapshots', 'part_rows'])(
  'a left, and a source, named %s',
  async (name) => {
    const table = parquet({ location: name, columns: bought, partitionColumn: 'ds' });
    const rows = eventSource({ table, timeColumn: 'ts' });
    const own = groupBy({
      name: 'own',
      sources: [rows],
      keys: ['user_id'],
      aggregations: (c) => [sum(c.price), histogram(c.item)],
      accuracy: 'temporal',
    });
    const definition = join({ name: 'j', left: rows, parts: (c) => [part(own, c)] });
    const row = (hour: number, price: bigint) => ({
      ...{ ds: '2023-12-01', user_id: 'ann', price, item: 'x' },
      ts: BigInt(Date.UTC(2023, 11, 1, hour)),
    });
    const given = { name, columns: bought, partitioned: true, rows: [row(1, 2n), row(2, 3n)] };
    const asked = { definition: definition as never, tables: [given], start: '2023-12-01', end: '2023-12-02', step: 2 };
    const found = (await joinRows(asked, engine)).get('2023-12-01');
    expect(found?.map((one) => one['own_price_sum']).toSorted()).toEqual([2n, null]);
  },
);
