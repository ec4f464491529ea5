import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Engine, openEngine } from './compiled.ts';
import { holds, repeat, runsOf } from './failure.ts';
import { items } from './generated-items.ts';
import { joinCasesOf, showJoinCase } from './generated-join.ts';
import { compareJoin } from './join-compared.ts';
import { joinRows } from './join-compiled.ts';

const usual = 1_000;
const runs = runsOf(usual);
const bases = ['2023-12-10', '2023-12-10', '2024-02-28', '1970-01-01', '1955-03-01'];
const cases = joinCasesOf({ ...items(bases), lengths: [1, 1, 2, 3] });
let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

test(`compiled Joins are the oracle's, on ${runs} random cases`, { timeout: 400_000 }, async () => {
  let rows = 0;
  const property = fc.asyncProperty(cases, async (one) => {
    rows += (await compareJoin(one, joinRows(one, engine))) ?? 0;
  });
  await holds(property, { runs, seconds: 390 }, showJoinCase);
  if (repeat.path === undefined) expect(rows).toBeGreaterThan(runs);
});
