// Three ways to one value, all from compiled SQL: a GroupBy's own row of a day, a SNAPSHOT Join at any time of the day
// after, a TEMPORAL Join at the midnight between them. They are compared with one another; the oracle says only how far
// sums of doubles may be apart.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shiftDay } from '#compiler';
import { count, date, days, eventSource, type GroupBy, groupBy, long, parquet, string } from '#dsl';
import { type ActualRow, differences, showDifference } from '#runtime/verify/compare';
import { expectedRows } from '#runtime/verify/oracle';
import type { ExpectedRow, Tolerance } from '#runtime/verify/oracle-keys';
import type { InputRow } from '#runtime/verify/value';
import { type Asked, joinedRows, keysOf, ownRows, seenByBoth } from './agreeing.ts';
import { expectedOf, isRefused } from './compared.ts';
import { type Engine, openEngine } from './compiled.ts';
import { holds, repeat, runsOf } from './failure.ts';
import { type Case, casesOf, dayMs, generatedCases, show, showCase } from './generated-case.ts';
import { items, takenOperations } from './generated-items.ts';

const usual = 120;
const runs = runsOf(usual, 600);
const bases = ['2023-12-10', '2023-12-10', '2024-02-28', '1970-01-01', '1955-03-01'];
let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

/** Both sides may be off. */
const twice = (tolerance: Tolerance): Tolerance =>
  typeof tolerance === 'number' ? 2 * tolerance : tolerance.map(twice);

/** What a Join has to give for each key of a day at each time asked: the GroupBy's own row of the day, else nulls. */
const asJoined = (
  one: Asked,
  own: readonly ActualRow[],
  asked: { readonly day: string; readonly after: readonly number[] },
) => {
  const { keyNames, features } = one.definition;
  const idOf = (row: ActualRow): string => show(keyNames.map((name) => row[name] ?? null));
  const rows = new Map(own.map((row) => [idOf(row), row]));
  const far = new Map(
    expectedRows(one.definition, one.sources, asked.day).map((row) => [idOf(row.keys as ActualRow), row.tolerances]),
  );
  return asked.after.flatMap((after) =>
    keysOf(one).map((keys): ExpectedRow => {
      const id = idOf(keys as ActualRow);
      const values = Object.keys(features).map((name) => [name, rows.get(id)?.[name] ?? null] as const);
      const tolerances = Object.entries(far.get(id) ?? {}).map(
        ([name, tolerance]) => [name, twice(tolerance)] as const,
      );
      return {
        keys: { ...(keys as ActualRow), after },
        features: Object.fromEntries(values),
        tolerances: Object.fromEntries(tolerances),
      };
    }),
  );
};

/** Throws where the rows of a Join are not the GroupBy's own. */
const agree = (
  one: Asked,
  own: ReadonlyMap<string, readonly ActualRow[]>,
  { way, after, joined }: { readonly way: string; readonly after: readonly number[]; readonly joined: typeof own },
): void => {
  for (const [day, rows] of own) {
    const keys = [...one.definition.keyNames, 'after'];
    const wrong = differences(asJoined(one, rows, { day, after }), joined.get(day) ?? [], keys);
    if (wrong.length > 0)
      throw new Error([`${way} beside the partition ${day}:`, ...wrong.map(showDifference)].join('\n  '));
  }
};

const isTimed = ({ definition }: Case): boolean =>
  definition.sources.every(({ timeColumn }) => timeColumn !== undefined);

const drawn = fc.tuple(
  fc.oneof({ weight: 1, arbitrary: generatedCases() }, { weight: 3, arbitrary: casesOf(items(bases)) }),
  fc.uniqueArray(fc.oneof(fc.constantFrom(0, 1, dayMs - 1), fc.nat({ max: dayMs - 1 })), {
    minLength: 1,
    maxLength: 3,
  }),
);

test(`a GroupBy and Joins of both accuracies agree, in ${runs} random cases`, { timeout: 1_200_000 }, async () => {
  const seen: Record<string, number> = {};
  const saw = (trait: string, has: boolean): void => {
    seen[trait] = (seen[trait] ?? 0) + Number(has);
  };
  const property = fc.asyncProperty(drawn, async ([one, after]) => {
    const { errors } = expectedOf(one);
    saw('an error', errors !== null);
    if (errors !== null) return await isRefused(ownRows(one, engine), errors);
    const own = await ownRows(one, engine);
    const snapshot = await joinedRows(one, { accuracy: 'snapshot', after }, engine);
    agree(one, own, { way: 'a SNAPSHOT Join', after, joined: snapshot });
    for (const operation of new Set(one.definition.aggregations.map((each) => each.operation))) saw(operation, true);
    saw(
      'values',
      [...own.values()].some((rows) => rows.length > 0),
    );
    if (!isTimed(one)) return;
    const sources = seenByBoth(one, one.start);
    const day = { ...one, sources, end: one.start };
    const ownDay = await ownRows(day, engine);
    const temporal = await joinedRows(day, { accuracy: 'temporal', after: [0] }, engine);
    agree(day, ownDay, { way: 'a TEMPORAL Join', after: [0], joined: temporal });
    saw(
      'values at a time',
      [...ownDay.values()].some((rows) => rows.length > 0),
    );
    saw(
      'late rows left out',
      sources.some(({ rows }, index) => rows.length < (one.sources[index]?.rows.length ?? 0)),
    );
  });
  await holds(property, { runs, seconds: 1_190 }, ([one, after]) => [showCase(one), `after ${after}`].join('\n'));
  // The shares of a short look say little.
  if (repeat.path !== undefined || runs < usual) return;
  const least = { values: 0.5, 'values at a time': 0.3, 'late rows left out': 0.1 };
  for (const [trait, share] of [...Object.entries(least), ...takenOperations.map((name) => [name, 0.02] as const)])
    expect((seen[trait] ?? 0) / runs, `share of cases with ${trait}`).toBeGreaterThanOrEqual(share);
  expect((seen['an error'] ?? 0) / runs, 'share of cases that are refused').toBeLessThanOrEqual(0.2);
});

describe('what the day after sees otherwise', () => {
  const table = parquet({
    location: 's0',
    columns: { user: string, n: long, ts: long, ds: date },
    partitionColumn: 'ds',
  });
  const counted = (windows: readonly ReturnType<typeof days>[]): GroupBy =>
    groupBy({
      name: 'g',
      sources: [eventSource({ table, timeColumn: 'ts' })],
      keys: ['user'],
      aggregations: (c) => [count(c.n, { windows }), ...(windows.length > 1 ? [count(c.ts)] : [])],
    }) as never;
  const ds = '2024-03-10';
  const evening = BigInt(Date.parse('2024-03-10T23:00:00Z'));

  /** Of one row: the GroupBy's values, a SNAPSHOT Join's at noon of the day after, a TEMPORAL Join's at its midnight. */
  const three = async (definition: GroupBy, row: InputRow) => {
    const asked = { definition, sources: [{ partitioned: true, rows: [row] }], start: ds, end: ds, step: 1 };
    const valuesOf = (rows: readonly ActualRow[] | undefined) =>
      Object.keys(definition.features).map((name) => rows?.[0]?.[name] ?? null);
    const joined = async (accuracy: 'snapshot' | 'temporal', after: number) =>
      valuesOf((await joinedRows(asked, { accuracy, after: [after] }, engine)).get(ds));
    return {
      own: valuesOf((await ownRows({ ...asked, slices: 1 }, engine)).get(ds)),
      snapshot: await joined('snapshot', dayMs / 2),
      temporal: await joined('temporal', 0),
      kept: seenByBoth(asked, ds)[0]?.rows.length,
    };
  };

  test('an event that came on the day after counts at its midnight, not in the day', async () => {
    const row = { user: 'u', n: 1n, ts: evening, ds: shiftDay(ds, 1) };
    const seen = await three(counted([days(1)]), row);
    expect(seen).toEqual({ own: [null], snapshot: [null], temporal: [1n], kept: 0 });
  });

  test('an event of a partition at the far end of the lookback counts in the day, not at the midnight after', async () => {
    const row = { user: 'u', n: 1n, ts: evening, ds: shiftDay(ds, -2) };
    const seen = await three(counted([days(1)]), row);
    expect(seen).toEqual({ own: [1n], snapshot: [1n], temporal: [null], kept: 0 });
  });

  test('beside a value without a window no partition is too old', async () => {
    const row = { user: 'u', n: 1n, ts: evening, ds: shiftDay(ds, -3) };
    const seen = await three(counted([days(1), days(2)]), row);
    expect(seen).toEqual({ own: [1n, 1n, 1n], snapshot: [1n, 1n, 1n], temporal: [1n, 1n, 1n], kept: 1 });
  });

  test('an event of its own day counts in all', async () => {
    const seen = await three(counted([days(1)]), { user: 'u', n: 1n, ts: evening, ds });
    expect(seen).toEqual({ own: [1n], snapshot: [1n], temporal: [1n], kept: 1 });
  });
});
