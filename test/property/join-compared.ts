import { type ActualRow, showDifference } from '#runtime/verify/compare';
import { joinDifferences } from '#runtime/verify/compare-join';
import { expectedJoin, leftColumns } from '#runtime/verify/oracle-join';
import type { InputRow } from '#runtime/verify/value';
import { daysOf, type JoinCase } from './generated-join.ts';
import { type ExpectedJoin, expectedOf } from './join-traits.ts';

/** The left rows of a case, and at the time of each the keys of all parts' rows that it does not ask for. */
const everyKey = ({ rows, definition }: JoinCase): readonly InputRow[] =>
  rows.left.rows.flatMap((left) => [
    left,
    ...definition.parts.flatMap(({ keys }, index) =>
      (rows.parts[index] ?? [])
        .flatMap((source) => [...source.rows, ...(source.mutations ?? [])])
        .map((row) => ({
          ...left,
          ...Object.fromEntries(Object.entries(keys).map(([key, column]) => [column.name, row[key] ?? null])),
        })),
    ),
  ]);

/** True where rows that are taken whole are not unique by key and day, be it on a day that no left row asks for. */
const isDoubled = ({ rows, definition }: JoinCase): boolean =>
  definition.parts.some(({ features }, index) => {
    if (features.kind !== 'group-by' || features.aggregations.length > 0 || features.duplicates === 'latest')
      return false;
    const ids = (rows.parts[index] ?? []).flatMap((source) =>
      source.rows.map((row) => JSON.stringify([...features.keyNames, 'ds'].map((name) => String(row[name])))),
    );
    return new Set(ids).size < ids.length;
  });

/**
 * The errors that a case may raise: which of several comes first is an engine's own, and so is whether it computes keys
 * and days that no left row asks for.
 */
export const possibleCodes = (one: JoinCase): ReadonlySet<string> => {
  const codes = new Set<string>(isDoubled(one) ? ['CHR2152'] : []);
  for (const row of everyKey(one)) {
    for (const [index, part] of one.definition.parts.entries()) {
      const definition = { ...one.definition, parts: [part], skewKeys: {} };
      const rows = { left: { rows: [row] }, parts: one.rows.parts.slice(index, index + 1) };
      const expected = expectedOf({ ...one, definition }, rows);
      for (const code of expected.codes ?? []) codes.add(code);
    }
  }
  return codes;
};

/**
 * Throws where what was computed for the days of a case is something else than the oracle's, or another error. How many
 * rows there were, or null where an error was raised.
 */
export const compareJoin = async (
  one: JoinCase,
  computed: Promise<ReadonlyMap<string, readonly ActualRow[]>>,
  expected: ExpectedJoin = expectedOf(one),
): Promise<number | null> => {
  const { rows: actual, raised } = await computed.then(
    (rows) => ({ rows, raised: null }),
    (error: unknown) => ({ rows: null, raised: String(error) }),
  );
  if (raised !== null) {
    // Errors of the left rows themselves are known; those of keys and days that no row asks for take long to find.
    if (expected.codes?.some((code) => raised.includes(code)) === true) return null;
    const codes = [...possibleCodes(one)];
    if (codes.some((code) => raised.includes(code))) return null;
    throw new Error(`expected ${codes.length === 0 ? 'no error' : `one of ${codes}`}, but: ${raised}`);
  }
  if (expected.rows === undefined) throw new Error(`expected the error ${expected.code}, but nothing was raised`);
  let outputs = 0;
  for (const ds of daysOf(one)) {
    const rows = expected.rows.get(ds) ?? [];
    outputs += rows.length;
    const wrong = joinDifferences(rows, actual.get(ds) ?? [], leftColumns(one.definition));
    if (wrong.length > 0) throw new Error([`the partition ${ds}:`, ...wrong.map(showDifference)].join('\n  '));
  }
  return outputs;
};

/** What the oracle says of a case, as if it had been read from a table. */
export const asStored = (one: JoinCase): ReadonlyMap<string, readonly ActualRow[]> =>
  new Map(
    daysOf(one).map((ds) => [
      ds,
      expectedJoin(one.definition, one.rows, ds)
        .map(({ left, features }) => ({ ds, ...left, ...features }))
        .toReversed(),
    ]),
  );
