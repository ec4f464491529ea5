import { column } from '../expr.ts';
import type { Aggregate, GroupByNode } from '../plan.ts';
import type { AggregateCall, Column, Expr, Rel } from '../relation.ts';
import { operations } from './operations/index.ts';
import type { Call, ItemOperation, Options, RowOperation } from './operations/operation.ts';

/** When a GroupBy's values are taken, at one moment or at one for each group: what every pass over its rows needs to know. */
export type Moment = {
  readonly node: GroupByNode;
  /** What rows are grouped by: the keys, or the number of a query. */
  readonly by: readonly Column[];
  /** Further columns of the rows that `window`, `time` and `sign` read. */
  readonly carried: readonly Column[];
  /** What is left to filter of the rows for an aggregate's window; null: they are all in it. */
  readonly window: (one: Aggregate) => Expr | null;
  /** The time of a row, for operations that compare times. */
  readonly time: Expr;
  /** 1, or -1 for a row that takes an earlier one back; null: there are none of these. */
  readonly sign: Expr | null;
  /** The groups with the keys beside them, for messages. */
  readonly keyed: (groups: Rel) => Rel;
};

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

export const groupNames = ({ by }: Pick<Moment, 'by'>): readonly string[] => by.map((one) => one.name);

export const groupOutputs = ({ by }: Pick<Moment, 'by'>) =>
  by.map((one) => ({ name: one.name, expr: column(one.name, one.type) }));
