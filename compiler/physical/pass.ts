import { and, bigintLiteral, column, compare } from '../expr.ts';
import type { Aggregate, GroupByNode } from '../plan.ts';
import type { AggregateCall, Expr } from '../relation.ts';
import { snapshotTime, tailOf } from '../window.ts';
import { operations } from './operations/index.ts';
import type { Call, ItemOperation, Options, RowOperation } from './operations/operation.ts';
import { hasSnapshots, timeColumn } from './visible.ts';

/** A GroupBy at one day: what every pass over its rows needs to know. */
export type Day = { readonly node: GroupByNode; readonly ds: string };

/** An aggregate with its operation, as passes sort them. */
export type RowAggregate = { readonly one: Aggregate; readonly operation: RowOperation };
export type ItemAggregate = { readonly one: Aggregate; readonly operation: ItemOperation };

export const optionsOf = ({ k, percentiles, exact }: Aggregate): Options => ({ k, percentiles, exact });

export const rowAggregates = (aggregates: readonly Aggregate[]): readonly RowAggregate[] =>
  aggregates.flatMap((one) => {
    const operation = operations[one.op];
    return operation.shape === 'row' ? [{ one, operation }] : [];
  });

export const itemAggregates = (aggregates: readonly Aggregate[]): readonly ItemAggregate[] =>
  aggregates.flatMap((one) => {
    const operation = operations[one.op];
    return operation.shape === 'item' ? [{ one, operation }] : [];
  });

/** Rows reach back to the longest window of the GroupBy; a shorter one filters. */
export const windowFilter = (one: Aggregate, { node, ds }: Day): Expr | null => {
  if (one.windowMs === null) return null;
  const at = snapshotTime(ds);
  const tail = tailOf(at, one.windowMs, one.edge);
  const reachesFurther = node.aggregates.some(
    (other) => other.windowMs === null || tailOf(at, other.windowMs, other.edge) < tail,
  );
  const inside = compare('ge', timeColumn, bigintLiteral(tail));
  if (hasSnapshots(node)) return and(inside, compare('lt', timeColumn, bigintLiteral(at)));
  return reachesFurther ? inside : null;
};

/** `all`, or the window in milliseconds. */
export const windowName = (one: Aggregate): string =>
  one.windowMs === null ? 'all' : `${one.windowMs}${one.edge === 'exact' ? '_exact' : ''}`;

/** The column that an aggregate reads. */
export const inputName = (one: Aggregate): string => {
  if (one.input.kind !== 'column') throw new Error('internal: aggregates take columns of their source relation');
  return one.input.name;
};

/** State columns are named by what they hold, so that aggregates with the same state share it. */
export const stateName = (one: Aggregate, call: Pick<Call, 'state' | 'fn'>): string => {
  const { k, exact } = optionsOf(one);
  const options = `${call.fn.endsWith('_k') ? k : ''}${exact === null ? '' : `_${exact}`}`;
  return `${inputName(one)}.${call.fn}${options}.${call.state}.${windowName(one)}`;
};

/** Calls of one name are one call. */
export const unique = (calls: readonly AggregateCall[]): readonly AggregateCall[] => {
  const found = new Map<string, AggregateCall>();
  for (const call of calls) {
    const other = found.get(call.output);
    if (other !== undefined && JSON.stringify(other) !== JSON.stringify(call)) {
      throw new Error(`internal: two states are called ${call.output}`);
    }
    found.set(call.output, call);
  }
  return [...found.values()];
};

export const keyNames = ({ node }: Day): readonly string[] => node.keys.map((key) => key.name);

export const keyOutputs = ({ node }: Day) =>
  node.keys.map((key) => ({ name: key.name, expr: column(key.name, key.type) }));
