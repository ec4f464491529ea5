import { expect, test } from 'vitest';
import { choose, compile, type Heavy, heavyCounts, relSql, strategyOf } from '#compiler';
import type { DaySet } from '#compiler/day-set';
import {
  days,
  eventSource,
  type GroupBy,
  groupBy,
  histogram,
  hours,
  join,
  long,
  parquet,
  part,
  string,
  sum,
} from '#dsl';

const columns = { user: string, price: long, kind: string, ts: long };
const purchases = parquet({ location: 'purchases', columns, partitionColumn: 'ds' });
const asked = parquet({ location: 'asked', columns: { user: string, ts: long }, partitionColumn: 'ds' });
const sources = [eventSource({ table: purchases, timeColumn: 'ts' })] as const;

const totals = groupBy({
  name: 'features',
  sources,
  keys: ['user'],
  accuracy: 'temporal',
  aggregations: (c) => [sum(c.price, { windows: [hours(1)] })],
});
const sevenDays = groupBy({
  name: 'features',
  sources,
  keys: ['user'],
  accuracy: 'temporal',
  aggregations: (c) => [sum(c.price, { windows: [days(7)] })],
});
const midnights = groupBy({ name: 'features', sources, keys: ['user'], aggregations: (c) => [sum(c.price)] });
const kinds = groupBy({
  name: 'features',
  sources,
  keys: ['user'],
  accuracy: 'temporal',
  aggregations: (c) => [histogram(c.kind, { k: 0 })],
});

const range = { start: '2023-12-01', end: '2023-12-01', latest: '2023-12-01' };
const times = [{ start: '2023-11-20', end: '2023-12-01' }];

const planned = async (features: GroupBy) => {
  const definition = join({
    name: 'set',
    left: eventSource({ table: asked, timeColumn: 'ts' }),
    parts: (left) => [part(features as typeof totals, { user: left.user })],
  });
  const { plan } = await compile(
    {
      definitions: [
        { file: 'features/p/features.ts', export: 'v1', definition: features },
        { file: 'features/p/set.ts', export: 'v1', definition },
      ],
      settings: { partitionColumn: 'ds', namespaces: {} },
    },
    { describe: () => Promise.reject(new Error('there is no user SQL here')), sources: null },
  );
  const node = plan.nodes.find((one) => one.kind === 'group-by');
  const [found] = plan.nodes.flatMap((one) => (one.kind === 'join' ? one.parts : []));
  if (node === undefined || found === undefined) throw new Error('it does not compile');
  return { part: found, features: node };
};

const tiles = async (features: GroupBy, heavy?: Heavy | null): Promise<boolean> => {
  const nodes = await planned(features);
  const known = { slices: 1, features: nodes.features, times, ...(heavy !== undefined && { heavy }) };
  const takes = choose(nodes.part, range, known).temps.some(({ name }) => name.startsWith('tiles_'));
  expect(strategyOf(nodes.part, range, known).kind).toBe(takes ? 'tiles' : 'range join');
  return takes;
};

test('tiles are taken where heavy keys have so many pairs that reading all rows once more pays', async () => {
  const most = { keys: 1, pairs: 1_000_000_000, rows: 10_000_000, queries: 100_000 };
  expect(await tiles(totals)).toBe(false);
  expect(await tiles(totals, null)).toBe(false);
  expect(await tiles(totals, most)).toBe(true);
  expect(await tiles(totals, { ...most, pairs: 90_000_000 })).toBe(false);
  expect(await tiles(totals, { ...most, rows: 100_000_000 })).toBe(false);
  expect(await tiles(totals, { keys: 0, pairs: 0, rows: 0, queries: 0 })).toBe(false);
  expect(await tiles(kinds, most)).toBe(false);
});

test('rows meet the queries of their span of time where moments lie over two windows and rows are many more', async () => {
  const spans = async (features: GroupBy, sizes: Partial<Heavy> | null, of: DaySet = times): Promise<boolean> => {
    const nodes = await planned(features);
    const heavy = sizes && { keys: 0, pairs: 0, rows: 800, queries: 100, ...sizes };
    const { outputs } = choose(nodes.part, range, { slices: 1, features: nodes.features, times: of, heavy });
    return outputs.every(({ rel }) => relSql(rel, () => 't').includes('__span'));
  };
  expect(await spans(totals, {})).toBe(true);
  expect(await spans(totals, null)).toBe(false);
  expect(await spans(totals, { queries: 101 })).toBe(false);
  // All of history has no spans, and a week is not seen twice in twelve days.
  expect(await spans(sevenDays, {})).toBe(false);
  expect(await spans(sevenDays, {}, [{ start: '2023-11-17', end: '2023-12-01' }])).toBe(true);
  expect(await spans(kinds, {})).toBe(false);
});

test('nobody counts where tiles cannot help: snapshots, values by item, left rows without a time', async () => {
  const counts = async (features: GroupBy, of: DaySet = times) => {
    const nodes = await planned(features);
    return heavyCounts(nodes.part, nodes.features, { range, times: of });
  };
  expect(await counts(midnights)).toBeNull();
  expect(await counts(kinds)).toBeNull();
  expect(await counts(totals, [])).toBeNull();
  const rel = await counts(totals);
  if (rel === null) throw new Error('nothing is counted');
  // Left rows of the step, and three of the fourteen days that they may see.
  const read: string[] = [];
  relSql(rel, ({ ref, partitions }) => {
    if (ref.endsWith('purchases')) read.push(`${partitions?.from} ${partitions?.to}`);
    return 't';
  });
  expect([...new Set(read)].sort()).toEqual([
    '2023-11-20 2023-11-20',
    '2023-11-25 2023-11-25',
    '2023-11-30 2023-11-30',
  ]);
});
