import type { Row } from './column-type.ts';
import type { Sql, StagingQuery } from './definition.ts';
import { frozen, listOf, record } from './record.ts';
import type { Window } from './window.ts';

const options = [
  'name',
  'query',
  'partitioned',
  'view',
  'startPartition',
  'lookback',
  'outputNamespace',
  'backfillStartDate',
  'owner',
  'tags',
];

type Undated<R> = { readonly [C in keyof R]: C extends 'ds' ? 'leave ds out: it is the partition column' : R[C] };

/** An option about a table of its own, which a view does not have. */
type OfTable<V, Option> = [V] extends [true] ? 'a view has no table of its own' : Option;
/** An option about days, which a table without partitions does not have. */
type OfDays<P, V, Option> = [P] extends [false] ? 'a table without partitions has no days' : OfTable<V, Option>;

/**
 * A table made by one query, one partition a day. `columns` is what the query gives, without `ds`, which is the partition;
 * both are checked when the project is compiled. With `partitioned: false` the table is one set of rows without `ds`, which
 * is computed as a whole whenever the definition or anything that it reads has changed. With `view: true` nothing is stored:
 * its query is part of what reads it.
 *
 * @example
 * stagingQuery({ name: 'purchases', query: sql`SELECT user_id, ds FROM ${raw}`, columns: { user_id: string } })
 */
export function stagingQuery<
  const N extends string,
  const R extends Row,
  const P extends boolean = true,
  const V extends boolean = false,
>(config: {
  readonly name: N;
  readonly query: Sql;
  readonly columns: R extends { readonly ds: unknown } ? Undated<R> : R;
  /** false: one set of rows, without days. */
  readonly partitioned?: P;
  /** true: stored nowhere; what reads it computes it, and is computed again when it changes. */
  readonly view?: V;
  /** The first partition there is, `2023-12-01`. */
  readonly startPartition?: OfDays<P, V, string>;
  /** Statements that run before the query, in the same session. */
  readonly setups?: OfTable<V, readonly (Sql | string)[]>;
  /** How many earlier days of other definitions the query sees. */
  readonly lookback?: OfDays<P, V, Window<`${number}d`>>;
  readonly outputNamespace?: OfTable<V, string>;
  readonly backfillStartDate?: OfDays<P, V, string>;
  readonly owner?: string;
  readonly tags?: Readonly<Record<string, string>>;
}): StagingQuery<N, [P] extends [false] ? R : R & { readonly ds: 'date' }> {
  const declared = frozen(config?.columns);
  return Object.freeze({
    kind: 'staging-query',
    ...record(config, options, ['columns', 'setups']),
    columns:
      config?.partitioned === false || Object.hasOwn(declared, 'ds')
        ? declared
        : Object.freeze({ ...declared, ds: 'date' }),
    setups: listOf(config?.setups),
  }) as never;
}
