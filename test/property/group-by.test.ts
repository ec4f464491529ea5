import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { daysBetween } from '#compiler';
import { differences, showDifference } from '#runtime/verify/compare';
import { expectedRows } from '#runtime/verify/oracle';
import { type Engine, nodeOf, openEngine } from './compiled.ts';
import { failure, repeat } from './failure.ts';
import { type Case, generatedCases } from './generated-case.ts';

const runs = 1_000;
let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

/** What a case holds of the things that go wrong. */
const traits = (one: Case, outputs: number) => {
  const { keyNames } = one.definition;
  const rows = one.sources.flatMap((source) => source.rows);
  const keyOf = (row: (typeof rows)[number]) => JSON.stringify(keyNames.map((name) => String(row[name])));
  const moments = rows.filter((row) => row['ts'] !== null).map((row) => `${keyOf(row)} ${row['ts']}`);
  const inputs = one.definition.aggregations.map(({ column }) => column.name);
  return {
    'time ties': new Set(moments).size < moments.length,
    nulls: rows.some((row) => inputs.some((name) => row[name] === null)),
    'late or early partitions': rows.some((row) => row.ds !== null && row['day'] !== null && row.ds !== row['day']),
    'partly null composite keys': rows.some(
      (row) => keyNames.some((name) => row[name] === null) && keyNames.some((name) => row[name] !== null),
    ),
    'a non-null output': outputs > 0,
    'startPartition or endPartition': one.definition.sources.some(
      ({ startPartition, endPartition }) => startPartition !== undefined || endPartition !== undefined,
    ),
    'two sources': one.sources.length > 1,
    'days before 1970': one.start < '1970-01-01',
    'steps of several days': one.step > 1 && one.start < one.end,
  };
};

test(`compiled values are the oracle's, on ${runs} random cases`, { timeout: 120_000 }, async () => {
  const seen: Record<string, number> = {};
  const property = fc.asyncProperty(generatedCases(), async (one) => {
    await engine.load(one.definition, one.sources);
    const actual = await engine.rows(await nodeOf(one.definition), one);
    let outputs = 0;
    for (const ds of daysBetween(one.start, one.end)) {
      const expected = expectedRows(one.definition, one.sources, ds);
      outputs += expected.length;
      const wrong = differences(expected, actual.get(ds) ?? [], one.definition.keyNames);
      if (wrong.length > 0) throw new Error([`the partition ${ds}:`, ...wrong.map(showDifference)].join('\n  '));
    }
    for (const [trait, has] of Object.entries(traits(one, outputs))) seen[trait] = (seen[trait] ?? 0) + Number(has);
  });
  const run = await fc.check(property, { numRuns: runs, ...repeat });
  if (run.failed) throw new Error(failure(run), { cause: run.errorInstance });
  if (repeat.path !== undefined) return;
  const atLeast = (trait: string, share: number) =>
    expect((seen[trait] ?? 0) / runs, `share of cases with ${trait}`).toBeGreaterThanOrEqual(share);
  for (const trait of ['time ties', 'nulls', 'late or early partitions', 'partly null composite keys'])
    atLeast(trait, 0.2);
  atLeast('a non-null output', 0.5);
  const others = ['startPartition or endPartition', 'two sources', 'days before 1970', 'steps of several days'];
  for (const trait of others) atLeast(trait, 0.1);
});
