import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JoinNode } from '#compiler/plan';
import { count, csv, days, eventSource, groupBy, join, long, part, string } from '#dsl';
import { readLeftTimes, timesIn } from '#runtime/backfill/left-times';
import { openEngine } from '#runtime/engine/duckdb';
import type { Engine } from '#runtime/ports';
import { planOf } from '../../compiler/compiled.ts';

const folder = mkdtempSync(path(tmpdir(), 'chron-left-times-'));
const range = { start: '2024-01-01', end: '2024-01-03' };
let engine: Engine;
let node: JoinNode;

beforeAll(async () => {
  engine = await openEngine({ spillFolder: folder, threads: 1, memoryLimit: '200MB' });
  const table = csv({ location: 'visits/*.csv', partitionColumn: 'ds', columns: { user_id: string, ts: long } });
  const left = eventSource({ table, timeColumn: 'ts' });
  const visits = groupBy({
    name: 'visits',
    sources: [left],
    keys: ['user_id'],
    aggregations: (c) => [count(c.ts, { windows: [days(1)] })],
  });
  const seen = join({ name: 'seen', left, parts: (row) => [part(visits, row)] });
  const plan = await planOf({
    'features/shop/raw.ts:raw': table,
    'features/shop/visits.ts:v1': visits,
    'features/shop/seen.ts:v1': seen,
  });
  const found = plan.nodes.find((one) => one.kind === 'join');
  if (found === undefined) throw new Error('the plan has no join');
  node = found;
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

test('the days of each partition’s times, as ranges; a partition without a time is not there', async () => {
  const rows = `(SELECT * FROM (VALUES (DATE '2024-01-01', 'a', 1704153600000), (DATE '2024-01-01', 'a', 1703980799999),
    (DATE '2024-01-01', 'a', NULL), (DATE '2024-01-02', 'a', NULL), (DATE '2024-01-03', 'b', 1704067200000))
    t(ds, user_id, ts))`;
  const { signal } = new AbortController();
  const times = await readLeftTimes(node, range, { engine, bind: () => rows, signal });
  expect(Object.fromEntries(times)).toEqual({
    '2024-01-01': [
      { start: '2023-12-30', end: '2023-12-30' },
      { start: '2024-01-02', end: '2024-01-02' },
    ],
    '2024-01-03': [{ start: '2024-01-01', end: '2024-01-01' }],
  });
  expect(timesIn(times, [range])).toEqual([
    { start: '2023-12-30', end: '2023-12-30' },
    { start: '2024-01-01', end: '2024-01-02' },
  ]);
  expect(timesIn(times, [{ start: '2024-01-02', end: '2024-01-02' }])).toEqual([]);
});

test('Ctrl-C stops the look at them, while it runs and before', async () => {
  // Minutes of work, unless it is stopped.
  const endless = "(SELECT DATE '2024-01-01' AS ds, 'a' AS user_id, i AS ts FROM range(2000000000000) t(i))";
  const stop = new AbortController();
  const reading = readLeftTimes(node, range, { engine, bind: () => endless, signal: stop.signal });
  await Promise.all([
    expect(reading).rejects.toMatchObject({ exitCode: 130 }),
    sleep(200).then(() => stop.abort('SIGINT')),
  ]);
  const again = readLeftTimes(node, range, { engine, bind: () => endless, signal: stop.signal });
  await expect(again).rejects.toMatchObject({ exitCode: 130 });
});
