import { afterAll, beforeAll, expect, test } from 'vitest';
import { average, date, decimal, double, eventSource, groupBy, long, parquet, string, sum } from '#dsl';
import { expectedRows } from '#runtime/verify/oracle';
import type { InputRow } from '#runtime/verify/value';
import { type Engine, nodeOf, openEngine } from './compiled.ts';

const table = parquet({
  location: 's0',
  columns: { key: string, x: long, d: decimal(38, 2), f: double, ts: long, ds: date },
  partitionColumn: 'ds',
});
const ds = '1970-01-01';
const day = { start: ds, end: ds, step: 1 };
const row = (key: string, x: bigint | null, d: string | null, f: number | null = null): InputRow => ({
  ...{ ds, key, x, d, f },
  ts: 0n,
});

const longs = groupBy({
  name: 'g',
  sources: [eventSource({ table, timeColumn: 'ts' })],
  keys: ['key'],
  aggregations: (c) => [sum(c.x)],
});
const decimals = groupBy({
  name: 'g',
  sources: [eventSource({ table, timeColumn: 'ts' })],
  keys: ['key'],
  aggregations: (c) => [sum(c.d)],
});

const exactly = (operation: typeof sum | typeof average) =>
  groupBy({
    name: 'g',
    sources: [eventSource({ table, timeColumn: 'ts' })],
    keys: ['key'],
    aggregations: (c) => [operation(c.f, { exact: 2 })],
  });

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const most = 2n ** 63n - 1n;
const nines = `${'9'.repeat(36)}.99`;

test.each([
  ['longs above', longs, [row('big', most, null), row('big', 1n, null), row('small', 1n, null)], 'g_x_sum'],
  ['longs below', longs, [row('big', -most, null), row('big', -2n, null)], 'g_x_sum'],
  ['decimals above', decimals, [row('big', null, nines), row('big', null, '0.01')], 'g_d_sum'],
  ['decimals below', decimals, [row('big', null, `-${nines}`), row('big', null, '-0.01')], 'g_d_sum'],
  ['decimals far above', decimals, [row('big', null, nines), row('big', null, nines)], 'g_d_sum'],
  ['decimals far below', decimals, [row('big', null, `-${nines}`), row('big', null, `-${nines}`)], 'g_d_sum'],
  ['exact doubles above', exactly(sum), [row('big', null, null, 1e26), row('small', null, null, 1e25)], 'g_f_sum'],
  ['exact doubles below', exactly(average), [row('big', null, null, -1e300)], 'g_f_average'],
] as const)('a sum of %s its type stops both sides, naming column and key', async (_name, definition, rows, column) => {
  await engine.load(definition, [{ partitioned: true, rows }]);
  const compiled = engine.rows(await nodeOf(definition), day);
  await expect(compiled).rejects.toThrow(new RegExp(`CHR2102 ${column}.*key=big`));
  expect(() => expectedRows(definition, [{ rows }], ds)).toThrow(
    expect.objectContaining({ code: 'CHR2102', message: expect.stringMatching(new RegExp(`${column}.*key=big`)) }),
  );
});

test.each([
  ['longs', longs, [row('k', most, null), row('k', most, null), row('k', -most, null)], most],
  ['longs', longs, [row('k', -most, null), row('k', -1n, null)], -(2n ** 63n)],
  ['decimals', decimals, [row('k', null, nines), row('k', null, '0.00')], nines],
  ['decimals', decimals, [row('k', null, `-${nines}`)], `-${nines}`],
  [
    'decimals, whose parts in this order are beyond their type,',
    decimals,
    [nines, nines, nines, `-${nines}`, `-${nines}`, '-0.01', '0.01'].map((d) => row('k', null, d)),
    nines,
  ],
  ['decimals of both signs', decimals, [row('k', null, nines), row('k', null, '-12.34')], `${'9'.repeat(34)}87.65`],
  ['exact doubles', exactly(sum), [row('k', null, null, 9e25), row('k', null, null, -1)], 9e25],
] as const)('the greatest and the least sum of %s is a value on both sides', async (_name, definition, rows, value) => {
  await engine.load(definition, [{ partitioned: true, rows }]);
  const compiled = await engine.rows(await nodeOf(definition), day);
  const [name = ''] = Object.keys(definition.features);
  expect(compiled.get(ds)).toMatchObject([{ key: 'k', [name]: value }]);
  expect(expectedRows(definition, [{ rows }], ds)).toMatchObject([{ features: { [name]: value } }]);
});
