import type { GroupBy } from '#dsl';
import { ofEach } from './oracle-errors.ts';
import { type ExpectedRow, groupedByKey, plainKeys } from './oracle-keys.ts';
import { featuresOf, lookbackOf, outputsOf, refused } from './oracle-outputs.ts';
import { available, type SourceRows, seenRows } from './oracle-source.ts';
import { endOfDay } from './oracle-time.ts';
import { wholeRow } from './oracle-whole-rows.ts';
import { dayNumber } from './value.ts';

/**
 * The rows of a GroupBy's partition `ds` (`YYYY-MM-DD`), computed row by row from the meaning of the definition alone:
 * no plan, no SQL, nothing shared with the compiler. `sources` are the rows of each source, in the definition's order,
 * at least all that the partition may see. Slow on purpose: every output looks at every row of its key.
 *
 * Throws EngineError when a sum is beyond its type (CHR2102, naming the key), elementWise sees lists of different lengths
 * or null elements (CHR2101), a value is not of its type (CHR2150) or an entity's key has two rows (CHR2152), ConfigError (CHR2151) for what the oracle cannot evaluate.
 * Where several outputs or keys have an error, the one that is thrown stands for all: `errorsOf` tells them.
 *
 * @example
 * expectedRows(spend, [{ rows: [{ ds: '2023-12-01', user_id: 'u1', price: 2.5, ts: 1701388800000n }] }], '2023-12-01')
 */
export const expectedRows = (
  definition: GroupBy,
  sources: readonly SourceRows[],
  ds: string,
): readonly ExpectedRow[] => {
  const asOf = dayNumber(ds);
  if (asOf === null) throw refused(definition.name, `the partition ${ds}, which is not a day`);
  if (definition.derive !== undefined) throw refused(definition.name, 'derive, which is SQL');
  const outputs = outputsOf(definition);
  const read = { day: asOf, moment: null, lookback: lookbackOf(outputs) };
  const seen = seenBy(definition, sources).filter((one) => available(one, read));
  const rows = ofEach(groupedByKey(definition, seen), (group) => {
    const made =
      definition.aggregations.length === 0
        ? wholeRow(definition, group)
        : featuresOf(outputs, group, { end: endOfDay(asOf), accuracy: 'snapshot' });
    return { keys: plainKeys(definition, group), ...made };
  });
  if (definition.aggregations.length === 0) return rows;
  return rows.filter((row) => Object.values(row.features).some((value) => value !== null));
};

/** The rows of all sources of a GroupBy. */
export const seenBy = (definition: GroupBy, sources: readonly SourceRows[]) =>
  definition.sources.flatMap((source, index) => {
    const given = sources[index];
    if (given === undefined) throw refused(definition.name, `source ${index + 1} without its rows`);
    return seenRows(source, given, `source ${index + 1} of ${definition.name}`);
  });
