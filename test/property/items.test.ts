import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AnyAggregation } from '#dsl';
import { compareWithOracle } from './compared.ts';
import { type Engine, openEngine } from './compiled.ts';
import { holds, repeat, runsOf } from './failure.ts';
import { casesOf, showCase } from './generated-case.ts';
import { items, shapes, takenOperations } from './generated-items.ts';
import { leastShares, traits } from './traits.ts';

const usual = 1_000;
const runs = runsOf(usual, 2_000);
const bases = ['2023-12-10', '2023-12-10', '2024-02-28', '1970-01-01', '1955-03-01'];
let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const shapeOf = ({ column, buckets, elementWise }: AnyAggregation): (typeof shapes)[number] => {
  if (buckets.length > 0) return 'buckets';
  if (elementWise) return 'elementWise';
  if (typeof column.type !== 'object' || column.type === null) return 'scalar';
  return 'list' in column.type ? 'list' : 'map' in column.type ? 'map' : 'scalar';
};

const shares = {
  ...leastShares,
  ...Object.fromEntries(shapes.map((shape) => [shape, 0.1])),
  ...Object.fromEntries(takenOperations.map((operation) => [operation, 0.02])),
};

test(`values of every operation are the oracle's, on ${runs} random cases`, { timeout: 1_200_000 }, async () => {
  const seen: Record<string, number> = { refused: 0 };
  const property = fc.asyncProperty(casesOf(items(bases)), async (one) => {
    const outputs = await compareWithOracle(one, engine);
    const has = [
      ...Object.entries(traits(one, outputs ?? 0)).flatMap(([trait, yes]) => (yes ? [trait] : [])),
      ...one.definition.aggregations.flatMap((each) => [each.operation, shapeOf(each)]),
      ...(outputs === null ? ['refused'] : []),
    ];
    for (const trait of new Set(has)) seen[trait] = (seen[trait] ?? 0) + 1;
  });
  await holds(property, { runs, seconds: 1_190 }, showCase);
  // The shares of a short look say little.
  if (repeat.path !== undefined || runs < usual) return;
  for (const [trait, share] of Object.entries(shares)) {
    expect((seen[trait] ?? 0) / runs, `share of cases with ${trait}`).toBeGreaterThanOrEqual(share);
  }
  expect(seen['refused'], 'cases that both sides refuse').toBeGreaterThan(0);
});
