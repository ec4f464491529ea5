import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventSource, groupBy, type Join, join, long, parquet, part, string, sum } from '#dsl';
import { expectedJoin } from '#runtime/verify/oracle-join';
import type { InputRow, Plain } from '#runtime/verify/value';
import { type Engine, openEngine } from '../property/compiled.ts';
import { joinRows } from '../property/join-compiled.ts';

// Chronon's ExtensionsTest of skew filters, as values: keys a and c ask where `a NOT IN (b) OR c NOT IN (d)`, c alone where
// `c NOT IN (d)`, a under another name like a, and neither asks always.

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const bought = { u: string, n: long, price: long, ts: long };
const purchases = eventSource({ table: parquet({ location: 'bought', columns: bought }), timeColumn: 'ts' });
const asked = { a: string, c: long, e: string, ts: long };
const left = eventSource({
  table: parquet({ location: 'asked', columns: asked, partitionColumn: 'ds' }),
  timeColumn: 'ts',
});
const by = <const N extends string, const K extends 'u' | 'n'>(name: N, ...keys: readonly K[]) =>
  groupBy({ name, sources: [purchases], keys, aggregations: (c) => [sum(c.price)], accuracy: 'temporal' });

const set = (skewKeys: Join['skewKeys']) =>
  join({
    name: 'j',
    left,
    parts: (c) => [
      part(by('both', 'u', 'n'), { u: c.a, n: c.c }),
      part(by('one', 'n'), { n: c.c }),
      part(by('other', 'u'), { u: c.e }),
    ],
    ...(skewKeys && { skewKeys: skewKeys as never }),
  }) as unknown as Join;

const [noon, evening] = [1_700_049_600_000n, 1_700_071_200_000n];
const keys = [null, 'b', 'x'].flatMap((u) => [null, 7n, 8n].map((n) => ({ u, n })));
/** Of each key one purchase; what is asked of it is named by its own price. */
const rows = keys.map(({ u, n }, index): InputRow => ({ u, n, price: 10n ** BigInt(index), ts: noon }));
const queries = keys.map(({ u, n }): InputRow => ({ ds: '2023-11-15', a: u, c: n, e: u, ts: evening }));

type Values = readonly (readonly [both: Plain, one: Plain, other: Plain])[];
const of = (features: Readonly<Record<string, Plain>>): Values[number] => [
  features['both_price_sum'] ?? null,
  features['one_price_sum'] ?? null,
  features['other_price_sum'] ?? null,
];

/** What the oracle says of each query, and the compiled SQL too. */
const valuesOf = async (skewKeys: Join['skewKeys']): Promise<Values> => {
  const definition = set(skewKeys);
  const source = { rows };
  const expected = expectedJoin(
    definition,
    { left: { rows: queries }, parts: [[source], [source], [source]] },
    '2023-11-15',
  ).map(({ features }) => of(features));
  const table = { name: 'bought', columns: bought, partitioned: false, rows };
  const tables = [{ name: 'asked', columns: asked, partitioned: true, rows: queries }, table];
  const one = { definition, tables, start: '2023-11-15', end: '2023-11-15', step: 1 };
  const found = (await joinRows(one, engine)).get('2023-11-15') ?? [];
  const computed = queries.map(({ a, c }) => of(found.find((row) => row['a'] === a && row['c'] === c) ?? {}));
  expect(computed).toEqual(expected);
  expect(found).toHaveLength(queries.length);
  return expected;
};

// By u: null, b, x; within each by n: null, 7, 8.
const all: Values = [
  [null, null, null],
  [10n, 10_010_010n, null],
  [100n, 100_100_100n, null],
  [1_000n, null, 111_000n],
  [10_000n, 10_010_010n, 111_000n],
  [100_000n, 100_100_100n, 111_000n],
  [1_000_000n, null, 111_000_000n],
  [10_000_000n, 10_010_010n, 111_000_000n],
  [100_000_000n, 100_100_100n, 111_000_000n],
];
const without = (left: (index: number) => readonly [both: boolean, one: boolean, other: boolean]): Values =>
  all.map((row, index) => of({ ...named(row, left(index)) }));
const named = (row: Values[number], lost: readonly boolean[]) => ({
  both_price_sum: lost[0] ? null : row[0],
  one_price_sum: lost[1] ? null : row[1],
  other_price_sum: lost[2] ? null : row[2],
});

test('without skew keys each part is looked up for every key', async () => {
  expect(await valuesOf(undefined)).toEqual(all);
});

test('two skew columns of one part: only where both have a listed value; a part of one of them by that alone', async () => {
  // b with 7 is the fifth; 7 is the second of each three.
  expect(await valuesOf({ a: ['b'], c: [7] })).toEqual(without((index) => [index === 4, index % 3 === 1, false]));
});

test('one skew column; a column of the same values under another name is another column', async () => {
  const isB = (index: number) => index >= 3 && index < 6;
  expect(await valuesOf({ a: ['b'] })).toEqual(without((index) => [isB(index), false, false]));
  expect(await valuesOf({ e: ['b'] })).toEqual(without((index) => [false, false, isB(index)]));
});

test('null is a value like others: listed it is left out, beside listed ones it is kept', async () => {
  expect(await valuesOf({ a: [null] })).toEqual(without((index) => [index < 3, false, false]));
  expect(await valuesOf({ a: [null, 'b'], c: [null, 8n] })).toEqual(
    without((index) => [index < 6 && index % 3 !== 1, index % 3 !== 1, false]),
  );
  expect(await valuesOf({ a: ['null'], c: [9] })).toEqual(all);
});
