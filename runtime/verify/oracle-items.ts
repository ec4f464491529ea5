import type { AnyAggregation, ColumnType } from '#dsl';
import { type Evaluate, type Input, nothing, type Outcome, operations } from './oracle-operations.ts';
import { compareValues } from './oracle-order.ts';
import { isSigned, signedOperations } from './oracle-signed.ts';
import { type Exact, entriesOf } from './value.ts';

/** A row's non-null value of the aggregated column, with its bucket (null: it has none). */
export type RowInput = Input & { readonly bucket: Exact | null };

/** Lists of different lengths, or with a null element, under elementWise; `cause`: what a position would raise as well. */
export class UnevenLists extends Error {}

/** Those that see a list or a map as one value. */
const timed: ReadonlySet<string> = new Set(['first', 'last', 'firstK', 'lastK']);

/**
 * The value of one output column over the rows it sees: `bucketed` gives a map by the rows' buckets, a map input a map by
 * its keys, elementWise a list by position. Throws RangeError when a sum is beyond its type, UnevenLists.
 */
export const outcomeOver = (
  aggregation: AnyAggregation,
  rows: readonly RowInput[],
  { bucketed }: { readonly bucketed: boolean },
): Outcome => {
  const { column, operation, elementWise } = aggregation;
  const type = column.type ?? 'string';
  const whole = timed.has(operation);
  if (bucketed) {
    const named = rows.flatMap((row) => (typeof row.bucket === 'string' ? [[row.bucket, row] as const] : []));
    return mapped(named, (some) => ofElements(aggregation, some, type));
  }
  if (elementWise) return byPosition(aggregation, rows, type);
  if (typeof type === 'object' && 'map' in type && !whole) {
    const named = rows.flatMap((row) =>
      entriesOf(row.value).flatMap(([key, one]) => (one === null ? [] : [[key, { ...row, value: one }] as const])),
    );
    return mapped(named, (some) => evaluated(aggregation, some, type.map));
  }
  return ofElements(aggregation, rows, type);
};

const evaluated = (aggregation: AnyAggregation, inputs: readonly Input[], type: ColumnType): Outcome => {
  if (inputs.length === 0) return nothing;
  const evaluate: Evaluate | undefined = (isSigned(inputs) ? signedOperations : operations)[aggregation.operation];
  if (evaluate === undefined) throw new Error(`internal: ${aggregation.operation} with reversals`);
  return evaluate(inputs, type, aggregation);
};

/** Each non-null element of a list is an input, but for the timed operations. */
const ofElements = (aggregation: AnyAggregation, inputs: readonly Input[], type: ColumnType): Outcome => {
  if (typeof type === 'string' || !('list' in type) || timed.has(aggregation.operation)) {
    return evaluated(aggregation, inputs, type);
  }
  const elements = inputs.flatMap((input) =>
    elementsOf(input.value).flatMap((element) => (element === null ? [] : [{ ...input, value: element }])),
  );
  return evaluated(aggregation, elements, type.list);
};

const elementsOf = (list: Exact): readonly (Exact | null)[] => list as readonly (Exact | null)[];

/** A map in key order; a key without a value has no entry, a map without entries is none. */
const mapped = <T>(
  named: readonly (readonly [name: string, input: T])[],
  of: (inputs: readonly T[]) => Outcome,
): Outcome => {
  const names = [...new Set(named.map(([name]) => name))].sort(compareValues);
  const entries = names
    .map((name) => ({ name, outcome: of(named.filter(([other]) => other === name).map(([, input]) => input)) }))
    .filter(({ outcome }) => outcome.value !== null);
  const [first] = entries;
  if (first === undefined) return nothing;
  return {
    value: entries.map(({ name, outcome }) => [name, outcome.value]),
    type: { map: first.outcome.type },
    tolerance: entries.map(({ outcome }) => outcome.tolerance),
  };
};

const errorOf = (of: () => unknown): unknown => {
  try {
    of();
    return null;
  } catch (error) {
    return error;
  }
};

const byPosition = (aggregation: AnyAggregation, rows: readonly Input[], type: ColumnType): Outcome => {
  if (typeof type === 'string' || !('list' in type)) throw new Error('internal: elementWise of no list');
  const lists = rows.map((row) => ({ row, elements: elementsOf(row.value) }));
  const [
    {
      elements: { length },
    } = { elements: [] },
  ] = lists;
  const uneven = lists.some(({ elements }) => elements.length !== length || elements.includes(null));
  const outcomesOf = (positions: number): readonly Outcome[] =>
    Array.from({ length: positions }, (_, position) =>
      evaluated(
        aggregation,
        lists.flatMap(({ row, elements }) => {
          const value = elements[position];
          return value === null || value === undefined ? [] : [{ ...row, value }];
        }),
        type.list,
      ),
    );
  if (uneven) {
    const longest = Math.max(...lists.map(({ elements }) => elements.length));
    const cause = errorOf(() => outcomesOf(longest));
    throw new UnevenLists(`lists of different lengths or with null elements`, { cause });
  }
  const outcomes = outcomesOf(length);
  const [first] = outcomes;
  const isGone = isSigned(rows) && outcomes.every((outcome) => outcome === nothing);
  if (first === undefined || isGone) return nothing;
  return {
    value: outcomes.map(({ value }) => value),
    type: { list: first.type },
    tolerance: outcomes.map(({ tolerance }) => tolerance),
  };
};
