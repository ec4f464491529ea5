import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  average,
  bottomK,
  count,
  date,
  days,
  decimal,
  double,
  entitySource,
  eventSource,
  type GroupBy,
  groupBy,
  lastK,
  list,
  long,
  parquet,
  string,
  sum,
  timestamp,
  uniqueTopK,
  variance,
} from '#dsl';
import { differences, showDifference } from '#runtime/verify/compare';
import { expectedRows } from '#runtime/verify/oracle';
import type { InputRow } from '#runtime/verify/value';
import { type Engine, nodeOf, openEngine } from './compiled.ts';

/** Cases that the property tests found and shrank: each once gave something else than the oracle. */

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const columns = { key: string, n: long, f: double, e: list(long), d: decimal(18, 3), ts: long, at: timestamp } as const;
const partitioned = parquet({ location: 's0', columns: { ...columns, ds: date }, partitionColumn: 'ds' });

/** The differences from the oracle, or what the engine raised. */
const wrong = async (definition: GroupBy, rows: readonly InputRow[], ds: string): Promise<readonly string[]> => {
  await engine.load(definition, [{ partitioned: rows.some((row) => row.ds !== undefined), rows }]);
  const expected = expectedRows(definition, [{ rows }], ds);
  const node = await nodeOf(definition);
  try {
    const compiled = await engine.rows(node, { start: ds, end: ds, step: 1 });
    return differences(expected, compiled.get(ds) ?? [], definition.keyNames).map(showDifference);
  } catch (error) {
    return [String(error)];
  }
};

describe('cases that were wrong once', () => {
  test('a long that is no date does not stop a source without partitions', async () => {
    const definition = groupBy({
      name: 'g',
      sources: [eventSource({ table: parquet({ location: 's0', columns }), timeColumn: 'ts' })],
      keys: ['key'],
      aggregations: (c) => [variance(c.n)],
    });
    const rows = [{ key: 'k', n: 1n, ts: -(2n ** 63n) }];
    expect(await wrong(definition, rows, '2023-12-10')).toEqual([]);
  });

  test('the distance of two decimals is wider than their type', async () => {
    const definition = groupBy({
      name: 'g',
      sources: [eventSource({ table: partitioned, timeColumn: 'ts' })],
      keys: ['key'],
      aggregations: (c) => [variance(c.d)],
    });
    const ds = '1970-01-01';
    const rows = ['0.001', '-999999999999999.999'].map((d) => ({ ds, key: 'k', d, ts: 0n }));
    expect(await wrong(definition, rows, ds)).toEqual([]);
  });

  test('a timestamp before 1970 is rounded down to its millisecond', async () => {
    const definition = groupBy({
      name: 'g',
      sources: [eventSource({ table: partitioned, timeColumn: 'at' })],
      keys: ['key'],
      aggregations: (c) => [count(c.n, { windows: [days(1)] }), average(c.n)],
    });
    const rows = [{ ds: '1969-12-20', key: 'k', n: 0n, at: '1969-12-20T23:59:59.999001Z' }];
    expect(await wrong(definition, rows, '1969-12-20')).toEqual([]);
  });

  test('aggregations over entities read the partition of the day alone', async () => {
    const definition = groupBy({
      name: 'g',
      sources: [entitySource({ table: partitioned, timeColumn: 'ts' })],
      keys: ['key'],
      aggregations: (c) => [count(c.n)],
    });
    const rows = ['1970-01-01', '1970-01-02'].map((ds) => ({ ds, key: 'k', n: 1n, ts: 0n }));
    expect(await wrong(definition, rows, '1970-01-02')).toEqual([]);
  });

  test('elementWise refuses a list of nulls alone', async () => {
    const definition = groupBy({
      name: 'g',
      sources: [eventSource({ table: partitioned, timeColumn: 'ts' })],
      keys: ['key'],
      aggregations: (c) => [sum(c.e, { elementWise: true })],
    });
    const ds = '1970-01-01';
    const rows = [{ ds, key: 'k', e: [null], ts: 0n }];
    expect(() => expectedRows(definition, [{ rows }], ds)).toThrow('g_e_sum');
    await engine.load(definition, [{ partitioned: true, rows }]);
    const computed = engine.rows(await nodeOf(definition), { start: ds, end: ds, step: 1 });
    await expect(computed).rejects.toThrow(/CHR2101 g_e_sum: .* for key key=k/);
  });

  test('-0.0 is 0.0 in a list of values too', async () => {
    const definition = groupBy({
      name: 'g',
      sources: [eventSource({ table: partitioned, timeColumn: 'ts' })],
      keys: ['key'],
      aggregations: (c) => [bottomK(c.f, { k: 1 }), uniqueTopK(c.f, { k: 1 }), lastK(c.f, { k: 1 })],
    });
    const ds = '1970-01-01';
    const rows = [{ ds, key: 'k', f: -0, ts: 0n }];
    expect(await wrong(definition, rows, ds)).toEqual([]);
  });

  test('elementWise has no buckets: a map of lists is no output there is', async () => {
    const definition = groupBy({
      name: 'g',
      sources: [eventSource({ table: partitioned, timeColumn: 'ts' })],
      keys: ['key'],
      aggregations: (c) => [sum(c.e, { elementWise: true, buckets: [c.key] })],
    });
    await expect(nodeOf(definition)).rejects.toThrow('sum() needs one of elementWise and buckets, not both');
  });
});
