import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Engine, openEngine } from './compiled.ts';
import { holds, repeat, runsOf } from './failure.ts';
import { items, takenOperations } from './generated-items.ts';
import { joinCasesOf, showJoinCase } from './generated-join.ts';
import { compareJoin } from './join-compared.ts';
import { joinRows } from './join-compiled.ts';
import { keepsTheRules } from './join-rules.ts';
import { expectedOf, joinTraits, leastJoinShares, operationsOf } from './join-traits.ts';

const usual = 800;
const runs = runsOf(usual, 2_000);
const bases = ['2023-12-10', '2023-12-10', '2024-02-28', '1970-01-01', '1955-03-01'];
const cases = joinCasesOf({ ...items(bases), lengths: [1, 1, 2, 3] });
/** The rules of the oracle itself are tried on every third case. */
const ruled = 3;

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

test(`compiled Joins are the oracle's, on ${runs} random cases that hold what goes wrong`, {
  timeout: 1_200_000,
}, async () => {
  const seen: Record<string, number> = {};
  let rows = 0;
  let number = 0;
  const property = fc.asyncProperty(cases, async (one) => {
    const expected = expectedOf(one);
    const has = Object.entries(joinTraits(one, expected)).flatMap(([trait, yes]) => (yes ? [trait] : []));
    for (const trait of [...has, ...operationsOf(one)]) seen[trait] = (seen[trait] ?? 0) + 1;
    rows += (await compareJoin(one, joinRows(one, engine), expected)) ?? 0;
    number += 1;
    if (expected.rows !== undefined && number % ruled === 0) keepsTheRules(one, expected.rows);
  });
  await holds(property, { runs, seconds: 1_190 }, showJoinCase);
  if (repeat.path !== undefined) return;
  expect(rows).toBeGreaterThan(runs);
  // The shares of a short look say little.
  if (runs < usual) return;
  for (const [trait, share] of Object.entries(leastJoinShares)) {
    expect((seen[trait] ?? 0) / runs, `share of cases with ${trait}`).toBeGreaterThanOrEqual(share);
  }
  for (const operation of takenOperations) {
    expect((seen[operation] ?? 0) / runs, `share of cases with ${operation}`).toBeGreaterThanOrEqual(0.05);
  }
  expect((seen['an error'] ?? 0) / runs, 'share of cases that are refused').toBeLessThanOrEqual(0.2);
  expect(seen['an error'], 'cases that are refused').toBeGreaterThan(0);
});
