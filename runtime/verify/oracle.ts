import type { AnyAggregation, AnyColumn, GroupBy, Window } from '#dsl';
import { ConfigError, EngineError } from '../errors.ts';
import { outcomeOver, type RowInput, UnevenLists } from './oracle-items.ts';
import { type ExpectedRow, type Group, groupedByKey, keyText, plainKeys, type Tolerance } from './oracle-keys.ts';
import { type Outcome, operations } from './oracle-operations.ts';
import { available, type SourceRows, seenRows } from './oracle-source.ts';
import { endOfDay, lookbackDays, windowLength, windowStart } from './oracle-time.ts';
import { wholeRows } from './oracle-whole-rows.ts';
import { dayNumber, type Plain, read, write } from './value.ts';

/**
 * The rows of a GroupBy's partition `ds` (`YYYY-MM-DD`), computed row by row from the meaning of the definition alone:
 * no plan, no SQL, nothing shared with the compiler. `sources` are the rows of each source, in the definition's order,
 * at least all that the partition may see. Slow on purpose: every output looks at every row of its key.
 *
 * Throws EngineError when a sum is beyond its type (CHR2102, naming the key), elementWise sees lists of different lengths
 * or null elements (CHR2101), a value is not of its type (CHR2150) or an entity's key has two rows (CHR2152), ConfigError (CHR2151) for what the oracle cannot evaluate.
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
  if (asOf === null) throw refused(definition, `the partition ${ds}, which is not a day`);
  const outputs = outputsOf(definition);
  const lookback = lookbackDays(outputs.map((one) => (one.window === null ? null : windowLength(one.window))));
  const rows = definition.sources
    .flatMap((source, index) => {
      const given = sources[index];
      if (given === undefined) throw refused(definition, `source ${index + 1} without its rows`);
      return seenRows(source, given, `source ${index + 1} of ${definition.name}`);
    })
    .filter((seen) => available(seen, asOf, lookback));
  const groups = groupedByKey(definition, rows);
  if (definition.aggregations.length === 0) return wholeRows(definition, groups);
  return groups
    .map((group) => {
      const outcomes = outputs.map((one) => outcomeOf(one, group, asOf));
      return rowOf({ definition, group, outputs, outcomes });
    })
    .filter((row) => Object.values(row.features).some((value) => value !== null));
};

/** One column: an aggregation over one of its windows (null: over everything so far), by one of its buckets or none. */
type OutputColumn = {
  readonly name: string;
  readonly definition: GroupBy;
  readonly aggregation: AnyAggregation;
  readonly window: Window | null;
  readonly bucket: AnyColumn | null;
};

const outputsOf = (definition: GroupBy): readonly OutputColumn[] => {
  if (definition.derive !== undefined) throw refused(definition, 'derive, which is SQL');
  return definition.aggregations.flatMap((aggregation) => {
    const { operation, column, elementWise, names } = aggregation;
    if (!(operation in operations)) throw refused(definition, `the operation ${operation}`);
    const windows: readonly (Window | null)[] = aggregation.windows.length === 0 ? [null] : aggregation.windows;
    const buckets: readonly (AnyColumn | null)[] = aggregation.buckets.length === 0 ? [null] : aggregation.buckets;
    const isMap = typeof column.type === 'object' && column.type !== null && 'map' in column.type;
    if (aggregation.buckets.length > 0 && (elementWise || isMap)) {
      throw refused(definition, `buckets of a map or with elementWise (${operation})`);
    }
    return windows.flatMap((window, at) =>
      buckets.map((bucket, index) => ({
        name: `${definition.name}_${names[at * buckets.length + index]}`,
        definition,
        aggregation,
        window,
        bucket,
      })),
    );
  });
};

/** Null where the key has no input in the window. */
const outcomeOf = (output: OutputColumn, group: Group, asOf: bigint): Outcome => {
  const { definition, aggregation, name, bucket } = output;
  try {
    return outcomeOver(aggregation, inputsOf(output, group, asOf), { bucketed: bucket !== null });
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof UnevenLists)) throw error;
    throw new EngineError({
      code: error instanceof RangeError ? 'CHR2102' : 'CHR2101',
      message: `${name}: ${error.message}, for key ${keyText(definition, group)}`,
      cause: error,
    });
  }
};

/** What an output sees: the non-null values of its key's rows from the window's start to the end of the day. */
const inputsOf = (
  { aggregation, window, bucket: by }: OutputColumn,
  group: Group,
  asOf: bigint,
): readonly RowInput[] => {
  const { column, windowEdge } = aggregation;
  const end = endOfDay(asOf);
  const start = window === null ? null : windowStart(end, windowLength(window), windowEdge);
  return group.rows.flatMap(({ row, at, source }) => {
    const value = read(row[column.name], column.type ?? 'string', column.name);
    if (value === null) return [];
    const bucket = by === null ? null : read(row[by.name], 'string', by.name);
    // Without a window, a snapshot of entities counts whole.
    if (start === null && source.kind === 'entities') return [{ at: at ?? end, value, bucket }];
    const inside = at !== null && at < end && (start === null || at >= start);
    return inside ? [{ at, value, bucket }] : [];
  });
};

const rowOf = (one: {
  readonly definition: GroupBy;
  readonly group: Group;
  readonly outputs: readonly OutputColumn[];
  readonly outcomes: readonly Outcome[];
}): ExpectedRow => {
  const features: Record<string, Plain> = {};
  const tolerances: Record<string, Tolerance> = {};
  for (const [index, { name }] of one.outputs.entries()) {
    const { value = null, type = 'string', tolerance = 0 } = one.outcomes[index] ?? {};
    features[name] = value === null ? null : write(value, type);
    tolerances[name] = tolerance;
  }
  return { keys: plainKeys(one.definition, one.group), features, tolerances };
};

const refused = (definition: GroupBy, what: string): ConfigError =>
  new ConfigError({ code: 'CHR2151', message: `${definition.name}: the oracle cannot evaluate ${what}` });
