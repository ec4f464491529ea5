import { daysBetween } from '#compiler';
import { isChronError } from '#runtime/errors';
import { differences, showDifference } from '#runtime/verify/compare';
import { expectedRows } from '#runtime/verify/oracle';
import { errorsOf, ofEach } from '#runtime/verify/oracle-errors';
import type { ExpectedRow } from '#runtime/verify/oracle-keys';
import { type Engine, nodeOf } from './compiled.ts';
import type { Case } from './generated-case.ts';

/** The oracle's rows by day, or the errors that some of the days have. */
export type Expected =
  | { readonly rows: ReadonlyMap<string, readonly ExpectedRow[]>; readonly errors: null }
  | { readonly rows: null; readonly errors: ReturnType<typeof errorsOf> };

/** What is expected of the days of a case. */
export const expectedOf = ({
  definition,
  sources,
  start,
  end,
}: Pick<Case, 'definition' | 'sources' | 'start' | 'end'>): Expected =>
  orErrors(() => {
    const days = ofEach(daysBetween(start, end), (ds) => [ds, expectedRows(definition, sources, ds)] as const);
    return new Map(days);
  });

/** What the oracle gives, or all the errors that it found. */
export const orErrors = <Rows>(of: () => Rows) => {
  try {
    return { rows: of(), errors: null };
  } catch (error) {
    return { rows: null, errors: errorsOf(error) };
  }
};

/**
 * Throws unless what was computed is refused with an error that the oracle found: with its code, of its column and its
 * key. Which of several comes first is an engine's own.
 */
export const isRefused = async (computed: Promise<unknown>, errors: ReturnType<typeof errorsOf>): Promise<void> => {
  const raised = await computed.then(
    () => 'nothing was raised',
    (error: unknown) => [...(isChronError(error) ? [error.code] : []), String(error)].join(' '),
  );
  const isIt = errors.some(({ code, message }) => {
    const [column = ''] = message.split(':');
    const key = message.slice(message.lastIndexOf('for key '));
    return [code, `${column}: `, key].every((part) => raised.includes(part));
  });
  if (isIt) return;
  const told = errors.map(({ code, message }) => `\n  ${code} ${message}`);
  throw new Error(`expected one of the errors${told.join('')}\nbut: ${raised}`);
};

/**
 * Throws where the compiled SQL of a case gives something else than the oracle, or raises another error. How many rows
 * there were, or null where both raised.
 */
export const compareWithOracle = async (one: Case, engine: Engine): Promise<number | null> => {
  const expected = expectedOf(one);
  const node = await nodeOf(one.definition);
  const computed = engine.apart(async () => {
    await engine.load(one.definition, one.sources);
    return await engine.rows(node, one);
  });
  if (expected.errors !== null) {
    await isRefused(computed, expected.errors);
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
