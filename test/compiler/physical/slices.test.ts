import { expect, test } from 'vitest';
import { choose } from '#compiler';
import {
  approxPercentile,
  average,
  days,
  eventSource,
  groupBy,
  histogram,
  lastK,
  long,
  parquet,
  string,
  sum,
} from '#dsl';
import { evaluate, nodeOf } from '../../evaluate.ts';

const table = parquet({
  location: 's0',
  columns: { user: string, city: string, v: long, c: string, ts: long },
  partitionColumn: 'ds',
});
const sources = [eventSource({ table, timeColumn: 'ts' })] as const;
const windows = [days(1), days(3)];
const lists = groupBy({
  name: 'lists',
  sources,
  keys: ['user', 'city'],
  aggregations: (c) => [
    lastK(c.v, { k: 3, windows }),
    histogram(c.c, { k: 2, windows }),
    approxPercentile(c.v, { percentiles: [0, 0.5, 1] }),
    average(c.v, { buckets: [c.c] }),
    sum(c.v, { windows }),
  ],
});
const scalars = groupBy({ name: 'scalars', sources, keys: ['user'], aggregations: (c) => [sum(c.v, { windows })] });

const day = '2023-12-06';
const rows = `SELECT CASE WHEN i % 7 = 0 THEN NULL ELSE 'u' || (i % 11) END AS user, CASE WHEN i % 5 = 0 THEN NULL ELSE 'c' || (i % 3) END AS city,
  (i * 37 % 101)::BIGINT AS v, 'k' || (i * 13 % 5) AS c, (epoch_ms(DATE '2023-12-03') + i * 700000)::BIGINT AS ts,
  CAST(make_timestamp_ms(epoch_ms(DATE '2023-12-03') + i * 700000) AS DATE) AS ds FROM range(480) t(i)`;

test('states that spill are never cut; lists and maps are, by the rows that are read and the memory there is', async () => {
  const range = { start: day, end: day, latest: day };
  const outputs = async (definition: Parameters<typeof nodeOf>[0], count: number | null) =>
    choose(await nodeOf(definition), range, { rows: count, memoryLimit: 600e6 }).outputs.length;
  expect(await outputs(scalars, 1e9)).toBe(1);
  expect(await outputs(lists, null)).toBe(1);
  expect(await outputs(lists, 100_000)).toBe(1);
  expect(await outputs(lists, 12_000_000)).toBeGreaterThan(20);
});

test('the slices of the keys together are the rows of the whole', async () => {
  const request = { tables: [rows], start: day, end: day };
  const sorted = (all: readonly Readonly<Record<string, unknown>>[]) =>
    all.map((row) => JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))).toSorted();
  const whole = await evaluate(lists as never, request);
  const cut = await evaluate(lists as never, { ...request, statistics: { rows: 1_000_000, memoryLimit: 100e6 } });
  expect(whole.rows.length).toBeGreaterThan(30);
  expect(sorted(cut.rows)).toEqual(sorted(whole.rows));
});
