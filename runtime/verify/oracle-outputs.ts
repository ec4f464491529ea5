import type { AnyAggregation, AnyColumn, GroupBy, Window } from '#dsl';
import { ConfigError, EngineError } from '../errors.ts';
import { ofEach, oneFor } from './oracle-errors.ts';
import { outcomeOver, type RowInput, UnevenLists } from './oracle-items.ts';
import { type Group, keyText, type Tolerance } from './oracle-keys.ts';
import { type Outcome, operations } from './oracle-operations.ts';
import { lookbackDays, windowLength, windowStart } from './oracle-time.ts';
import { type Plain, read, write } from './value.ts';

/** One column: an aggregation over one of its windows (null: over everything so far), by one of its buckets or none. */
export type OutputColumn = {
  readonly name: string;
  readonly definition: GroupBy;
  readonly aggregation: AnyAggregation;
  readonly window: Window | null;
  readonly bucket: AnyColumn | null;
};

/** The end (exclusive) of all windows; in a snapshot, rows of entities count whole where there is no window. */
export type Moment = { readonly end: bigint; readonly accuracy: 'snapshot' | 'temporal' };

/** Features by column, and how far each double may be off (0: equal). */
export type Features = {
  readonly features: Readonly<Record<string, Plain>>;
  readonly tolerances: Readonly<Record<string, Tolerance>>;
};

export const refused = (name: string, what: string): ConfigError =>
  new ConfigError({ code: 'CHR2151', message: `${name}: the oracle cannot evaluate ${what}` });

/** The columns of a GroupBy's aggregations. */
export const outputsOf = (definition: GroupBy): readonly OutputColumn[] =>
  definition.aggregations.flatMap((aggregation) => {
    const { operation, column, elementWise, names } = aggregation;
    if (!(operation in operations)) throw refused(definition.name, `the operation ${operation}`);
    const windows: readonly (Window | null)[] = aggregation.windows.length === 0 ? [null] : aggregation.windows;
    const buckets: readonly (AnyColumn | null)[] = aggregation.buckets.length === 0 ? [null] : aggregation.buckets;
    const isMap = typeof column.type === 'object' && column.type !== null && 'map' in column.type;
    if (aggregation.buckets.length > 0 && (elementWise || isMap)) {
      throw refused(definition.name, `buckets of a map or with elementWise (${operation})`);
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

/** How many days of partitions the definition looks back over; null: all. */
export const lookbackOf = (outputs: readonly OutputColumn[]): bigint | null =>
  lookbackDays(outputs.map(({ window }) => (window === null ? null : windowLength(window))));

/** Each output over the rows of a key. */
export const featuresOf = (outputs: readonly OutputColumn[], group: Group, moment: Moment): Features => {
  const features: Record<string, Plain> = {};
  const tolerances: Record<string, Tolerance> = {};
  const outcomes = ofEach(outputs, (output) => ({ output, ...outcomeOf(output, group, moment) }));
  for (const { output, value, type, tolerance } of outcomes) {
    features[output.name] = value === null ? null : write(value, type);
    tolerances[output.name] = tolerance;
  }
  return { features, tolerances };
};

/** Null where the key has no input in the window. */
const outcomeOf = (output: OutputColumn, group: Group, moment: Moment): Outcome => {
  const { definition, aggregation, name, bucket } = output;
  try {
    return outcomeOver(aggregation, inputsOf(output, group, moment), { bucketed: bucket !== null });
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof UnevenLists)) throw error;
    const told = (found: Error): EngineError =>
      new EngineError({
        code: found instanceof RangeError ? 'CHR2102' : 'CHR2101',
        message: `${name}: ${found.message}, for key ${keyText(definition, group)}`,
        cause: found,
      });
    throw oneFor([told(error), ...(error.cause instanceof RangeError ? [told(error.cause)] : [])]);
  }
};

/** What an output sees: the non-null values of its key's rows from the window's start to the moment. */
const inputsOf = (
  { aggregation, window, bucket: by }: OutputColumn,
  group: Group,
  { end, accuracy }: Moment,
): readonly RowInput[] => {
  const { column, windowEdge } = aggregation;
  const start = window === null ? null : windowStart(end, windowLength(window), windowEdge);
  return group.rows.flatMap(({ row, at, source, change }) => {
    const value = read(row[column.name], column.type ?? 'string', column.name);
    if (value === null) return [];
    const bucket = by === null ? null : read(row[by.name], 'string', by.name);
    const reversal = change?.reversal === true;
    if (start === null && source.kind === 'entities' && accuracy === 'snapshot') {
      return [{ at: at ?? end, value, bucket, reversal }];
    }
    const inside = at !== null && at < end && (start === null || at >= start);
    return inside ? [{ at, value, bucket, reversal }] : [];
  });
};
