import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ActualRow } from '#runtime/verify/compare';
import { type ExpectedJoinRow, expectedJoin, type JoinRows } from '#runtime/verify/oracle-join';
import type { SourceRows } from '#runtime/verify/oracle-source';
import type { InputRow } from '#runtime/verify/value';
import { type Engine, openEngine } from './compiled.ts';
import { holds, repeat, runsOf } from './failure.ts';
import { items, takenOperations } from './generated-items.ts';
import { daysOf, type JoinCase, joinCasesOf, showJoinCase } from './generated-join.ts';
import { isoMicros } from './generated-values.ts';
import { asStored, compareJoin, possibleCodes } from './join-compared.ts';
import { compiledJoin } from './join-compiled.ts';
import { expectedOf, isTemporal, joinTraits, leastJoinShares, partitionOf } from './join-traits.ts';

// What must be true of the values of Joins whoever computes them, and what the cases have to hold: measured on the oracle.

const usual = 600;
const runs = runsOf(usual);
const bases = ['2023-12-10', '2023-12-10', '2024-02-28', '1970-01-01', '1955-03-01'];
const cases = joinCasesOf({ ...items(bases), lengths: [1, 1, 2, 3] });

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

type Found = ReadonlyMap<string, readonly ExpectedJoinRow[]>;

const features = (found: Found) => [...found.values()].map((rows) => rows.map((row) => [row.left, row.features]));

const same = (what: string, a: unknown, b: unknown): void => {
  if (!isDeepStrictEqual(a, b)) throw new Error(`${what}:\n${JSON.stringify([a, b], plainly)}`);
};
const plainly = (_: string, value: unknown) =>
  typeof value === 'bigint' ? `${value}n` : value instanceof Map ? [...value] : value;

const operationsOf = ({ definition }: JoinCase): ReadonlySet<string> =>
  new Set(
    definition.parts.flatMap(({ features: set }) =>
      set.kind === 'group-by' ? set.aggregations.map(({ operation }) => operation) : [],
    ),
  );

/** The oracle's rows over other rows of the tables; that there is an error now is a failure. */
const again = (one: JoinCase, rows: JoinRows): Found => {
  const { rows: found, code } = expectedOf(one, rows);
  if (found === undefined) throw new Error(`now an error: ${code}`);
  return found;
};

const eachSource = (
  rows: JoinRows,
  of: (source: SourceRows, at: readonly [number, number]) => SourceRows,
): JoinRows => ({
  ...rows,
  parts: rows.parts.map((some, part) => some.map((source, index) => of(source, [part, index]))),
});

/** Not as they were: from the back, every third first. */
const shuffled = <T>(rows: readonly T[]): readonly T[] => {
  const back = rows.toReversed();
  return [0, 1, 2].flatMap((rest) => back.filter((_, index) => index % 3 === rest));
};

/** Every left row of the asked days is there once, with its own columns. */
const keepsLeftRows = (one: JoinCase, found: Found): void => {
  const names = Object.keys(one.tables[0]?.columns ?? {});
  const isKept = (row: InputRow): boolean => one.definition.left.where.length === 0 || row['ok'] === true;
  for (const ds of daysOf(one)) {
    const given = one.rows.left.rows.filter((row) => partitionOf(row) === ds && isKept(row));
    const expected = given.map((row) => Object.fromEntries(names.map((name) => [name, row[name]])));
    same(
      `left rows of ${ds}`,
      found.get(ds)?.map(({ left }) => left),
      expected,
    );
  }
};

/** Alone, and for an event in another partition, a row sees what it saw among the others. */
const dependsOnItself = (one: JoinCase, found: Found): void => {
  const [ds = ''] = daysOf(one);
  const elsewhere = '2030-01-01';
  for (const row of one.rows.left.rows.filter((some) => some.ds === ds).slice(0, 3)) {
    const of = (day: string) => {
      const rows = { ...one.rows, left: { rows: [{ ...row, ds: day }] } };
      return expectedJoin(one.definition, rows, day)[0];
    };
    const alone = of(ds);
    const among = found.get(ds)?.filter(({ left }) => isDeepStrictEqual(left, alone?.left)) ?? [];
    for (const other of among) same('a row among others', other.features, alone?.features);
    if (one.definition.left.kind === 'events') same('in another partition', of(elsewhere)?.features, alone?.features);
  }
};

/** What happens at the time of the last query or later changes nothing that is seen at a time. */
const seesNothingLater = (one: JoinCase, found: Found): void => {
  const times = one.rows.left.rows.flatMap(({ ts }) => (typeof ts === 'bigint' ? [ts] : []));
  if (one.definition.left.kind !== 'events' || times.length === 0) return;
  const last = times.reduce((a, b) => (a > b ? a : b));
  const day = (ts: bigint): string => new Date(Number(ts)).toISOString().slice(0, 10);
  const rows = eachSource(one.rows, (given, [part, index]) => {
    const { features: set } = one.definition.parts[part] as JoinCase['definition']['parts'][number];
    const source = set.kind === 'group-by' ? set.sources[index] : undefined;
    const time = source?.timeColumn?.kind === 'column' ? source.timeColumn.name : null;
    if (time !== 'ts' && time !== 'at') return given;
    const later = given.rows.flatMap((row) =>
      [last, last + 1n].map((ts) => ({
        ...row,
        ts,
        at: isoMicros(Number(ts), 0),
        ...(row.ds != null && { ds: source?.kind === 'entities' ? row.ds : day(last) }),
      })),
    );
    const changes = given.mutations?.map((row) => ({
      ...row,
      mutation_ts: last,
      changed: isoMicros(Number(last), 0),
      ds: day(last),
    }));
    return {
      ...given,
      rows: [...given.rows, ...later],
      ...(changes && { mutations: [...(given.mutations ?? []), ...changes] }),
    };
  });
  for (const [index, part] of one.definition.parts.entries()) {
    if (!isTemporal(part)) continue;
    const alone = { ...one.definition, parts: [part] };
    const own = { ...rows, parts: rows.parts.slice(index, index + 1) };
    for (const ds of daysOf(one)) {
      const names = Object.keys(part.columns);
      const before = found.get(ds)?.map((row) => names.map((name) => row.features[name]));
      const after = expectedJoin(alone, own, ds).map((row) => names.map((name) => row.features[name]));
      same('an event at the query time, or later', after, before);
    }
  }
};

test(`values of ${runs} random Joins keep the rules, and the cases hold what goes wrong`, {
  timeout: 300_000,
}, async () => {
  const seen: Record<string, number> = {};
  const property = fc.asyncProperty(cases, async (one) => {
    const expected = expectedOf(one);
    for (const [trait, has] of Object.entries(joinTraits(one, expected)))
      seen[trait] = (seen[trait] ?? 0) + Number(has);
    for (const operation of operationsOf(one)) seen[operation] = (seen[operation] ?? 0) + 1;
    if (expected.rows === undefined) return;
    keepsLeftRows(one, expected.rows);
    dependsOnItself(one, expected.rows);
    const mixed = eachSource(one.rows, (source) => ({
      ...source,
      rows: shuffled(source.rows),
      ...(source.mutations && { mutations: shuffled(source.mutations) }),
    }));
    same('rows in another order', features(again(one, mixed)), features(expected.rows));
    seesNothingLater(one, expected.rows);
  });
  await holds(property, { runs, seconds: 280 }, showJoinCase);
  // The shares of a short look say little.
  if (repeat.path !== undefined || runs < usual) return;
  for (const [trait, share] of Object.entries(leastJoinShares)) {
    expect((seen[trait] ?? 0) / runs, `share of cases with ${trait}`).toBeGreaterThanOrEqual(share);
  }
  for (const operation of takenOperations) {
    expect((seen[operation] ?? 0) / runs, `share of cases with ${operation}`).toBeGreaterThanOrEqual(0.05);
  }
  expect((seen['an error'] ?? 0) / runs, 'share of cases that are refused').toBeLessThanOrEqual(0.2);
  expect(seen['an error'], 'cases that are refused').toBeGreaterThan(0);
});

test('cases are definitions that the compiler takes, over tables that an engine can hold', {
  timeout: 120_000,
}, async () => {
  const property = fc.asyncProperty(cases, async (one) => {
    await compiledJoin(one.definition);
    await engine.loadTables(one.tables);
    // Rows of no partition are errors, not rows.
    if (one.rows.left.rows.some((row) => partitionOf(row) === null)) return;
    const left = { ...one, definition: { ...one.definition, parts: [] }, rows: { ...one.rows, parts: [] } };
    const where = one.definition.left.where.length > 0 ? ' AND ok' : '';
    const { timeColumn } = one.definition.left;
    const time = timeColumn?.kind === 'column' && timeColumn.name === 'at' ? '"at"' : 'epoch_ms(ts)';
    const day = one.tables[0]?.partitioned === true ? 'ds' : `CAST(${time} AS DATE)`;
    const stored = async () => {
      const read = (ds: string) => engine.query(`SELECT * FROM s0 WHERE ${day} = DATE '${ds}'${where}`);
      return new Map(await Promise.all(daysOf(one).map(async (ds) => [ds, await read(ds)] as const)));
    };
    await compareJoin(left, stored());
  });
  await holds(property, { runs: Math.min(runsOf(150), 1_000), seconds: 100 }, showJoinCase);
});

test('a cell, a row or an error that is not the oracle’s is seen', { timeout: 120_000 }, async () => {
  const seen = { equal: 0, cell: 0, row: 0, error: 0 };
  const property = fc.asyncProperty(cases, async (one) => {
    const { code } = expectedOf(one);
    if (code !== undefined) {
      expect(possibleCodes(one)).toContain(code);
      expect(await compareJoin(one, Promise.reject(new Error(`${code} of a column`)))).toBe(null);
      await expect(compareJoin(one, Promise.resolve(new Map()))).rejects.toThrow(`expected the error ${code}`);
      seen.error += 1;
      return;
    }
    const stored = asStored(one);
    const rows = [...stored.values()].flat();
    expect(await compareJoin(one, Promise.resolve(stored))).toBe(rows.length);
    if (rows.length < 4)
      await expect(compareJoin(one, Promise.reject(new Error('CHR9999')))).rejects.toThrow('CHR9999');
    seen.equal += 1;
    const [ds = ''] = daysOf(one);
    const [first, ...rest] = stored.get(ds) ?? [];
    if (first === undefined) return;
    const instead = (some: readonly ActualRow[]) => compareJoin(one, Promise.resolve(new Map(stored).set(ds, some)));
    await expect(instead(rest)).rejects.toThrow('no row, expected a row');
    await expect(instead([first, first, ...rest])).rejects.toThrow('a row, expected no row');
    seen.row += 1;
    const [name = ''] = Object.keys(one.definition.features);
    const other = first[name] === null ? 'something' : null;
    await expect(instead([{ ...first, [name]: other }, ...rest])).rejects.toThrow(name);
    seen.cell += 1;
  });
  const number = Math.min(runsOf(200), 1_000);
  await holds(property, { runs: number, seconds: 100 }, showJoinCase);
  if (repeat.path !== undefined || number < 200) return;
  for (const [what, cases] of Object.entries(seen)) expect(cases, what).toBeGreaterThan(0);
});
