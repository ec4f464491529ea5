import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { operations } from '#compiler/physical/operations/index';
import type { OperationName } from '#compiler/plan';
import { differences, showDifference } from '#runtime/verify/compare';
import type { ExpectedRow } from '#runtime/verify/oracle-keys';
import { operations as oracle } from '#runtime/verify/oracle-operations';
import { type Exact, read, write } from '#runtime/verify/value';
import { holds, repeat, runsOf } from './failure.ts';
import { show } from './generated-case.ts';
import { type PartCase, type PartRow, partCases, type Sample, samples } from './generated-parts.ts';
import { type Merger, openMerger, taking } from './merged.ts';

const usual = 6;
const runs = runsOf(usual, 40);
let merger: Merger;
beforeAll(async () => {
  merger = await openMerger();
});
afterAll(() => merger.close());

const readValue = ({ column }: Sample, { v }: PartRow): Exact | null => read(v, column, 'v');

const camel = (name: string): keyof typeof oracle =>
  name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()) as keyof typeof oracle;

const outcome = (op: OperationName, rows: readonly PartRow[], { sample, one }: Given) => {
  const inputs = rows.flatMap((row) => {
    const value = readValue(sample, row);
    return row.ok && value !== null ? [{ at: row.ts, value }] : [];
  });
  if (inputs.length === 0) return { value: null, tolerance: 0 };
  const { value, type, tolerance } = oracle[camel(op)](inputs, sample.column, { ...one, exact: sample.exact });
  return { value: value === null ? null : write(value, type), tolerance };
};

type Given = { readonly sample: Sample; readonly one: PartCase };

const expectedOf = (ops: readonly OperationName[], given: Given): readonly ExpectedRow[] => {
  const keys = [...new Set(given.one.rows.map(({ k }) => k))];
  return keys.map((k) => {
    const rows = given.one.rows.filter((row) => row.k === k);
    const outcomes = ops.flatMap((op) => [
      [op, outcome(op, rows, given)] as const,
      [
        `${op}.late`,
        outcome(
          op,
          rows.filter(({ late }) => late),
          given,
        ),
      ] as const,
    ]);
    return {
      keys: { k },
      features: Object.fromEntries(outcomes.map(([name, { value }]) => [name, value])),
      tolerances: Object.fromEntries(outcomes.map(([name, { tolerance }]) => [name, tolerance])),
    };
  });
};

/** A few operations beside one another: statements of all of them take long to plan. */
const beside = 4;
const shapes = ['row', 'item'] as const;
const cases = shapes.flatMap((shape) =>
  samples.flatMap((sample) => {
    const all = taking(shape, sample).map(([op]) => op);
    const chunks = Array.from({ length: Math.ceil(all.length / beside) }, (_, at) =>
      all.slice(at * beside, (at + 1) * beside),
    );
    return chunks.map((ops) => ({ shape, sample, ops }));
  }),
);

test.each(cases.map((one) => [one.sample.name, one.ops.join(', '), one] as const))(
  'of %s, states of parts merge to the state of the whole, the oracle’s: %s',
  { timeout: 11_000 * Math.max(runs, 11) },
  async (_name, _ops, { shape, sample, ops }) => {
    const values: Record<string, number> = {};
    const property = fc.asyncProperty(partCases(sample, ops), async (one) => {
      const ways = await (shape === 'row' ? merger.ofRows(sample, one) : merger.ofItems(sample, one));
      const expected = expectedOf(one.ops, { sample, one });
      for (const [name, value] of expected.flatMap(({ features }) => Object.entries(features)))
        values[name] = (values[name] ?? 0) + Number(value !== null);
      // A key without a value has no items.
      const compared = shape === 'row' ? expected : expected.filter((row) => hasInput(row.keys['k'], { sample, one }));
      for (const [way, rows] of Object.entries(ways)) {
        const wrong = differences(compared, rows, ['k']);
        if (wrong.length > 0) throw new Error([`${way}:`, ...wrong.map(showDifference)].join('\n  '));
      }
    });
    await holds(property, { runs, seconds: 10 * Math.max(runs, 11) }, showParts);
    // The shares of a short look say little.
    if (repeat.path !== undefined || runs < usual) return;
    for (const op of ops) expect(values[op], op).toBeGreaterThan(0);
    expect(ops.some((op) => Number(values[`${op}.late`]) > 0)).toBe(true);
  },
);

/** A case on a line for each row: what is not ok is left out. */
const showParts = ({ rows, ...rest }: PartCase): string =>
  [show(rest), ...rows.filter(({ ok }) => ok).map((row) => `  ${show(row)}`)].join('\n');

const longs = samples.find(({ name }) => name === 'long at its limits');
const most = 2n ** 63n - 1n;
const partsOf = (...parts: readonly (readonly bigint[])[]): PartCase => ({
  ops: ['sum'],
  k: 1,
  percentiles: [0.5],
  rows: parts.flatMap((values, part) =>
    values.map((v) => ({ k: 1n, g: BigInt(part), p: 0n, late: true, ok: true, ts: 0n, v })),
  ),
});

test('parts of a sum may be beyond its type where the whole is not; a whole that is stops the run', async () => {
  if (longs === undefined) throw new Error('no such sample');
  const sample = { ...longs, without: [] };
  const ways = await merger.ofRows(sample, partsOf([most, most, most], [-most, -most], [-5n]));
  const sum = most - 5n;
  expect(Object.values(ways)).toEqual([1, 2, 3].map(() => [{ k: 1n, sum, 'sum.late': sum }]));
  await expect(merger.ofRows(sample, partsOf([most], [1n]))).rejects.toThrow(/CHR2102 .* a key/);
});

const hasInput = (k: unknown, { sample, one }: Given): boolean =>
  one.rows.some((row) => row.k === k && readValue(sample, row) !== null);

test('every operation is tried, over every type that it accepts and a column can have', () => {
  const tried = new Set(cases.flatMap(({ ops }) => ops));
  expect([...tried].toSorted()).toEqual(Object.keys(operations).toSorted());
  const kinds = new Set(samples.map(({ type }) => type.kind));
  expect([...kinds].toSorted()).toEqual([
    'bigint',
    'boolean',
    'date',
    'decimal',
    'double',
    'float',
    'int',
    'list',
    'map',
    'string',
    'struct',
    'timestamp',
  ]);
  for (const [op, operation] of Object.entries(operations)) {
    const missing = samples.filter(
      ({ type }) =>
        operation.accepts(type) &&
        !samples.some(
          (other) => other.type.kind === type.kind && taking(operation.shape, other).some(([name]) => name === op),
        ),
    );
    expect(
      missing.map(({ name }) => name),
      op,
    ).toEqual([]);
  }
});
