import { bigint, cast, column, exactInteger } from '../expr.ts';
import type { AggregateCall, Expr, Rel } from '../relation.ts';
import { aggregate, columnOf, project } from '../relations.ts';

/** The value of a row in a pass over items. */
export const itemValue = '__v';

/** A count of rows: those that pass `filter`. */
export type ItemCount = { readonly output: string; readonly filter: Expr | null };

/**
 * The states of item operations: `by`, `__v` and how often it was seen. `rows` hold one value a row in `__v`, none of
 * them null; `sign` is -1 in those that take an earlier one back.
 */
export const itemStates = (
  rows: Rel,
  by: readonly string[],
  { counts, sign }: { readonly counts: readonly ItemCount[]; readonly sign: Expr | null },
): Rel =>
  aggregate(
    rows,
    [...by, itemValue],
    counts.map(({ output, filter }): AggregateCall => {
      const call = sign === null ? ({ fn: 'count_rows', args: [] } as const) : ({ fn: 'sum', args: [sign] } as const);
      return { output, ...call, filter, type: bigint };
    }),
  );

/** States of parts of the rows as those of the whole, to be merged again or finalised: each count sums up `from`. */
export const mergeItemStates = (
  states: Rel,
  by: readonly string[],
  counts: readonly (ItemCount & { readonly from: string })[],
): Rel => {
  const items = [...by, itemValue];
  const sums = counts.map(
    ({ from, output, filter }): AggregateCall => ({
      output,
      fn: 'sum',
      args: [column(from, bigint)],
      filter,
      type: exactInteger,
    }),
  );
  const merged = aggregate(states, items, sums);
  return project(merged, [
    ...items.map((name) => ({ name, expr: column(name, columnOf(merged, name).type) })),
    ...counts.map(({ output }) => ({ name: output, expr: cast(column(output, exactInteger), bigint) })),
  ]);
};
