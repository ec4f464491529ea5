import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  average,
  count,
  date,
  days,
  decimal,
  eventSource,
  type GroupBy,
  groupBy,
  long,
  parquet,
  string,
  timestamp,
  variance,
} from '#dsl';
import { differences, showDifference } from '#runtime/verify/compare';
import { expectedRows } from '#runtime/verify/oracle';
import type { InputRow } from '#runtime/verify/value';
import { type Engine, nodeOf, openEngine } from './compiled.ts';

/**
 * Cases, found by group-by.test.ts and shrunk, that the compiler gets wrong today, and what it does instead. When one is
 * put right its test fails: expect nothing wrong then, and remove its entry from `faults` in generated-case.ts, so that
 * the generated cases include it.
 */

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const columns = { key: string, n: long, d: decimal(18, 3), ts: long, at: timestamp } as const;
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

describe('known faults', () => {
  test('timesBeyondDates: a long that is no date stops a source without partitions', async () => {
    const definition = groupBy({
      name: 'g',
      sources: [eventSource({ table: parquet({ location: 's0', columns }), timeColumn: 'ts' })],
      keys: ['key'],
      aggregations: (c) => [variance(c.n)],
    });
    const rows = [{ key: 'k', n: 1n, ts: -(2n ** 63n) }];
    expect(await wrong(definition, rows, '2023-12-10')).toEqual([
      expect.stringContaining('Could not convert Timestamp'),
    ]);
  });

  test('wideDecimals: the distance of two decimals does not fit their type', async () => {
    const definition = groupBy({
      name: 'g',
      sources: [eventSource({ table: partitioned, timeColumn: 'ts' })],
      keys: ['key'],
      aggregations: (c) => [variance(c.d)],
    });
    const ds = '1970-01-01';
    const rows = ['0.001', '-999999999999999.999'].map((d) => ({ ds, key: 'k', d, ts: 0n }));
    expect(await wrong(definition, rows, ds)).toEqual([expect.stringContaining('Overflow in subtract of DECIMAL(18)')]);
  });

  test('microsBefore1970: a timestamp is rounded up into the next millisecond', async () => {
    const definition = groupBy({
      name: 'g',
      sources: [eventSource({ table: partitioned, timeColumn: 'at' })],
      keys: ['key'],
      aggregations: (c) => [count(c.n, { windows: [days(1)] }), average(c.n)],
    });
    const rows = [{ ds: '1969-12-20', key: 'k', n: 0n, at: '1969-12-20T23:59:59.999001Z' }];
    expect(await wrong(definition, rows, '1969-12-20')).toEqual(['key="k": no row, expected a row']);
  });
});
