import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Engine, openEngine } from './compiled.ts';
import { holds, repeat, runsOf } from './failure.ts';
import { items } from './generated-items.ts';
import { type JoinCase, joinCasesOf, showJoinCase } from './generated-join.ts';
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

/**
 * Where the two are known to differ: of entities that change, the variance where more rows went than came, and lists
 * position by position of which all went; events at the ends of the 64 bits.
 */
const isOpen = ({ definition, tables }: JoinCase): boolean =>
  tables.some(({ rows }) => rows.some(({ ts }) => typeof ts === 'bigint' && (ts > 2n ** 60n || ts < -(2n ** 60n)))) ||
  definition.parts.some(
    ({ features }) =>
      features.kind === 'group-by' &&
      features.sources.some((source) => source.kind === 'entities' && source.mutationTable !== undefined) &&
      features.aggregations.some(({ operation, elementWise }) => operation === 'variance' || elementWise),
  );

test(`compiled Joins are the oracle's, on ${runs} random cases`, { timeout: 400_000 }, async () => {
  let rows = 0;
  const property = fc.asyncProperty(cases, async (one) => {
    fc.pre(!isOpen(one));
    rows += (await compareJoin(one, joinRows(one, engine))) ?? 0;
  });
  await holds(property, { runs, seconds: 390 }, showJoinCase);
  if (repeat.path === undefined) expect(rows).toBeGreaterThan(runs);
});
