// Heavy keys are computed from tiles, all others from pairs, of all rows of a key or of those in spans of time: here all
// keys are done each way, and each must give what the row-by-row oracle gives.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { daysBetween, scriptSql } from '#compiler';
import { daySet } from '#compiler/day-set';
import { inTiles, type Threshold, takesTiles } from '#compiler/physical/heavy';
import { joinPart } from '#compiler/physical/join-part';
import { type ActualRow, differences, showDifference } from '#runtime/verify/compare';
import { ofEach } from '#runtime/verify/oracle-errors';
import { expectedJoin } from '#runtime/verify/oracle-join';
import type { ExpectedRow } from '#runtime/verify/oracle-keys';
import { type AskedCase, askedCases, partOf, showAsked } from './asked-case.ts';
import { isRefused, orErrors } from './compared.ts';
import { bind, type Engine, openEngine } from './compiled.ts';
import { holds, repeat, runsOf } from './failure.ts';
import { casesOf, generatedCases, show } from './generated-case.ts';
import { items } from './generated-items.ts';

const usual = 60;
const runs = runsOf(usual, 300);
const bases = ['2023-12-10', '2023-12-10', '2024-02-28', '1970-01-01', '1955-03-01'];
let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

/** Every key with a query. */
const all: Threshold = { queries: 1, pairs: 0, days: 1 };

const expectedOf = (one: AskedCase) =>
  orErrors((): readonly ExpectedRow[] => {
    const rows = { left: one.left, parts: [one.sources] };
    const found = ofEach(daysBetween(one.start, one.end), (ds) =>
      expectedJoin(one.joined, rows, ds).map(({ left, features, tolerances }): [string, ExpectedRow] => {
        const { ts, ...keys } = left;
        const row = { keys: { ...keys, __at: ts ?? null, ds }, features, tolerances };
        return [show(Object.values(row.keys)), row];
      }),
    ).flat();
    // A (key, moment) that is asked twice has one row, and one without any value none.
    return [...new Map(found).values()].filter(({ features }) =>
      Object.values(features).some((value) => value !== null),
    );
  });

const times = ({ left }: AskedCase) => {
  const days = left.rows.map(({ ts }) => new Date(Math.floor(Number(ts))).toISOString().slice(0, 10));
  return daySet(days.map((day) => ({ start: day, end: day })));
};

const computed = async (
  one: AskedCase,
  { part, features }: Awaited<ReturnType<typeof partOf>>,
  way: { readonly heavy: Threshold | null; readonly spans: boolean },
): Promise<readonly ActualRow[]> => {
  const range = { start: one.start, end: one.end, latest: one.end };
  const script = scriptSql(joinPart(part, features, { range, times: times(one), slices: one.slices, ...way }), bind);
  for (const { name, sql } of script.temps) await engine.query(`CREATE OR REPLACE TEMP TABLE "${name}" AS ${sql}`);
  const rows: ActualRow[] = [];
  for (const { sql } of script.outputs) rows.push(...(await engine.query(sql)));
  for (const { name } of script.temps) await engine.query(`DROP TABLE "${name}"`);
  return rows;
};

const share: Record<string, number> = {};
const saw = (trait: string, has: boolean): void => {
  share[trait] = (share[trait] ?? 0) + Number(has);
};

test(`pairs and tiles give the oracle's values, on ${runs} random cases`, { timeout: 400_000 }, async () => {
  const cases = askedCases(
    fc.oneof({ weight: 3, arbitrary: generatedCases() }, { weight: 1, arbitrary: casesOf(items(bases)) }),
  );
  const property = fc.asyncProperty(cases, async (one) => {
    const { rows: expected, errors } = expectedOf(one);
    const nodes = await partOf(one);
    const leftSource = one.joined.left;
    await engine.load({ ...one.definition, sources: [...one.definition.sources, leftSource] } as never, [
      ...one.sources,
      one.left,
    ]);
    saw('values', (expected?.length ?? 0) > 2);
    saw('tiles', takesTiles(nodes));
    saw('tiles and pairs of one key', takesTiles(nodes) && !nodes.features.aggregates.every(inTiles));
    saw(
      'exact edges',
      nodes.features.aggregates.some(({ edge }) => edge === 'exact'),
    );
    saw('unwindowed', nodes.features.lookbackDays === null);
    saw('errors', errors !== null);
    const isBounded = nodes.features.lookbackDays !== null;
    const ways = {
      pairs: { heavy: null, spans: false },
      ...(isBounded && { 'pairs in spans': { heavy: null, spans: true } }),
      tiles: { heavy: all, spans: false },
      'tiles of some keys': { heavy: { ...all, queries: 3 }, spans: isBounded },
    };
    saw('spans', isBounded);
    for (const [way, how] of Object.entries(ways)) {
      if (errors !== null) {
        await isRefused(computed(one, nodes, how), errors);
        continue;
      }
      const wrong = differences(expected, await computed(one, nodes, how), [...one.definition.keyNames, '__at', 'ds']);
      if (wrong.length > 0) throw new Error([`${way}:`, ...wrong.map(showDifference)].join('\n  '));
    }
  });
  await holds(property, { runs, seconds: 380 }, showAsked);
  // The shares of a short look say little.
  if (repeat.path !== undefined || runs < usual) return;
  const least = {
    values: 0.4,
    tiles: 0.7,
    'tiles and pairs of one key': 0.02,
    'exact edges': 0.2,
    unwindowed: 0.2,
    spans: 0.2,
  };
  for (const [trait, part] of Object.entries(least)) {
    expect((share[trait] ?? 0) / runs, `share of cases with ${trait}`).toBeGreaterThanOrEqual(part);
  }
});
