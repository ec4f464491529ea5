import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compareWithOracle } from './compared.ts';
import { type Engine, openEngine } from './compiled.ts';
import { holds, repeat, runsOf } from './failure.ts';
import { generatedCases, showCase } from './generated-case.ts';
import { leastShares, traits } from './traits.ts';

const usual = 600;
const runs = runsOf(usual, 2_000);
let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const shares = {
  ...leastShares,
  'startPartition or endPartition': 0.1,
  'two sources': 0.1,
  'days before 1970': 0.1,
  'steps of several days': 0.1,
};

test(`compiled values are the oracle's, on ${runs} random cases`, { timeout: 600_000 }, async () => {
  const seen: Record<string, number> = {};
  const property = fc.asyncProperty(generatedCases(), async (one) => {
    const outputs = await compareWithOracle(one, engine);
    for (const [trait, has] of Object.entries(traits(one, outputs ?? 0)))
      seen[trait] = (seen[trait] ?? 0) + Number(has);
  });
  await holds(property, { runs, seconds: 590 }, showCase);
  // The shares of a short look say little.
  if (repeat.path !== undefined || runs < usual) return;
  for (const [trait, share] of Object.entries(shares)) {
    expect((seen[trait] ?? 0) / runs, `share of cases with ${trait}`).toBeGreaterThanOrEqual(share);
  }
});
