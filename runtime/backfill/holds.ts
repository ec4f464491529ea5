import { type DaySet, eachDay } from '#compiler';
import type { GroupByNode } from '#compiler/plan';
import { StorageError } from '../errors.ts';
import type { TableState } from '../ports.ts';
import { staleness } from '../tables/digest.ts';

import type { InputState } from './input-versions.ts';
import { inputsAt } from './tasks.ts';

/** True where a GroupBy's table has every day of `days`, made by this definition from what there is now. */
export const holds = (
  state: TableState | null,
  {
    features,
    inputs,
    days,
  }: {
    readonly features: GroupByNode;
    readonly inputs: ReadonlyMap<string, InputState>;
    readonly days: DaySet;
  },
): boolean => {
  const { own, semantics } = features.fingerprint.data;
  return eachDay(days).every((ds) => {
    const record = state?.partitions.get(ds)?.record ?? null;
    if (record === null) return false;
    try {
      const now = inputsAt({ node: features, reads: features.inputs, inputs, newest: {}, madeOf: null }, ds, record);
      return staleness({ record, definition: { own, semantics }, inputs: now }) === null;
    } catch (error) {
      // A day that could not be computed now is not held either.
      if (error instanceof StorageError) return false;
      throw error;
    }
  });
};
