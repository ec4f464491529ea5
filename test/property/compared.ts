import { daysBetween } from '#compiler';
import { differences, showDifference } from '#runtime/verify/compare';
import { expectedRows } from '#runtime/verify/oracle';
import { type Engine, nodeOf } from './compiled.ts';
import type { Case } from './generated-case.ts';

/** The oracle's rows by day, or the code of the error that one of the days must raise. */
const expectedOf = (one: Case) => {
  try {
    const rows = daysBetween(one.start, one.end).map(
      (ds) => [ds, expectedRows(one.definition, one.sources, ds)] as const,
    );
    return { rows };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return { code: String(error.code) };
  }
};

/**
 * Throws where the compiled SQL of a case gives something else than the oracle, or raises another error. How many rows
 * there were, or null where both raised.
 */
export const compareWithOracle = async (one: Case, engine: Engine): Promise<number | null> => {
  const expected = expectedOf(one);
  const node = await nodeOf(one.definition);
  await engine.load(one.definition, one.sources);
  const computed = engine.rows(node, one);
  if (expected.code !== undefined) {
    const raised = await computed.then(
      () => 'nothing was raised',
      (error: unknown) => String(error),
    );
    if (!raised.includes(expected.code)) throw new Error(`expected the error ${expected.code}, but: ${raised}`);
    return null;
  }
  const actual = await computed;
  let outputs = 0;
  for (const [ds, rows] of expected.rows) {
    outputs += rows.length;
    const wrong = differences(rows, actual.get(ds) ?? [], one.definition.keyNames);
    if (wrong.length > 0) throw new Error([`the partition ${ds}:`, ...wrong.map(showDifference)].join('\n  '));
  }
  return outputs;
};
