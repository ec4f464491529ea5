import { type Columns, columnOf, columnsOf, type Expr } from './column.ts';
import type { AnyRow, Row, Show, Time } from './column-type.ts';
import type { AnyDerive, EntitySource, EventSource, Source, Sql, Table } from './definition.ts';
import { type Derive, type OneOf, type Typed, type TypesOf, typesOf } from './derivation.ts';
import { changeColumns, type NoChanges, type Said, type TakenForGranted } from './mutation.ts';
import { called, frozen, listOf, record } from './record.ts';

/** The table's columns, replaced or extended by `select`. */
export type Selected<R, S extends Derive> = [keyof S] extends [never]
  ? R
  : Pick<R, Exclude<keyof R, keyof S>> & TypesOf<S>;

type TimeColumn<R> = { [C in keyof R]: R[C] extends Time ? C : never }[keyof R] & string;

/** The sources, or for each that lacks a column of the first one, which column. */
export type Alike<R, O extends readonly Source[]> = [Differs<R, O[number]['columns']>] extends [never]
  ? readonly [Source<R>, ...O]
  : readonly [Source<R>, ...{ [I in keyof O]: Beside<R, O[I]> }];

type Beside<R, S> =
  S extends Source<infer Other> ? ([Differs<R, Other>] extends [never] ? S : OneOf<Differs<R, Other>>) : never;
type Differs<R, Other> = Other extends unknown ? DiffersFrom<R, Other> : never;
type DiffersFrom<R, Other> = {
  [C in keyof R & string]: C extends keyof Other
    ? Other[C] extends R[C]
      ? never
      : `this source has '${C}' as ${Show<Other[C]>}, the first source as ${Show<R[C]>}`
    : `this source has no '${C}', the first source has`;
}[keyof R & string];

type Condition = Expr<'boolean'> | Sql;

/** One value for a column, by its type; `string`: a day is text, `2023-12-01`. */
type PartitionValue<T> = T extends 'string' | 'date'
  ? string
  : T extends 'long'
    ? number
    : T extends 'boolean'
      ? boolean
      : 'partitions are named by text, a long, a boolean or a date: write a condition in where';

interface Common<R extends Row, S extends Derive> {
  readonly table: Table<R>;
  /** Columns that are added, or replace those of the same name. */
  readonly select?: (c: Columns<R>) => Typed<S>;
  /** Only rows for which every condition is true; conditions see the columns of the table. */
  readonly where?: (c: NoInfer<Columns<R>>) => Condition | readonly Condition[];
  /** The column, or the key in the path, that holds a row's day, where it is not the table's own. */
  readonly partitionColumn?: string;
  /** Only rows with these values; of a table of files, only those below the folders `system=mobile/` are opened. */
  readonly partitions?: { readonly [C in keyof NoInfer<R>]?: PartitionValue<R[C]> };
  /** The first and the last partition that may be read, `2023-12-01`. */
  readonly startPartition?: string;
  readonly endPartition?: string;
  /** The stream of the same rows; makes the definition temporal. */
  readonly topic?: string;
  /** What a partition that is not there means: wait for it, or no rows. */
  readonly missing?: 'block' | 'empty';
}

const options = [
  'table',
  'timeColumn',
  'partitionColumn',
  'partitions',
  'startPartition',
  'endPartition',
  'topic',
  'missing',
];

type Written = Partial<Record<'table' | 'select' | 'where' | 'timeColumn', unknown>>;

type Kind = {
  readonly kind: Source['kind'];
  readonly known: readonly string[];
  readonly defaults?: Readonly<Record<string, unknown>>;
};

const source = (config: object, { kind, known, defaults }: Kind): Source => {
  const written = (config ?? {}) as Written;
  const table = ((written.table as Table | undefined)?.columns ?? {}) as AnyRow;
  const select = frozen(called(written.select, () => columnsOf(table))) as AnyDerive;
  const selected = Object.keys(select).length > 0;
  const columns = Object.freeze(
    selected
      ? { ...Object.fromEntries(Object.entries(table).filter(([name]) => !(name in select))), ...typesOf(select) }
      : table,
  );
  const { timeColumn } = written;
  return Object.freeze({
    kind,
    ...defaults,
    ...record(config, known, ['select', 'where']),
    columns,
    ...(selected && { select }),
    where: listOf(called(written.where, () => columnsOf(table))),
    ...(typeof timeColumn === 'string' && { timeColumn: columnOf(columns, timeColumn) }),
  });
};

/**
 * Things that happened: one row an event, `timeColumn` says when.
 *
 * @example
 * eventSource({ table: purchases, timeColumn: 'ts', where: (c) => sql`${c.price} > 0` })
 */
export function eventSource<R extends Row, const S extends Derive = Record<never, never>>(
  config: Common<R, S> & {
    /** Epoch milliseconds, a timestamp or a date; without it, an event is at the end of its partition's day. */
    readonly timeColumn?: NoInfer<TimeColumn<R> | TimeColumn<TypesOf<S>>> | Expr<Time>;
    /** Every partition holds all events so far. */
    readonly isCumulative?: boolean;
    /** Which partition of a cumulative source is read: the day's own, or the newest. */
    readonly cumulative?: 'own' | 'latest';
  },
): EventSource<Selected<R, S>> {
  return source(config, { kind: 'events', known: [...options, 'isCumulative', 'cumulative'] }) as never;
}

const changeOptions = ['mutationTable', 'mutationTimeColumn', 'reversalColumn'];

/**
 * Things that are: a snapshot of all rows a day. `mutationTable` says what changed in between, and makes the definition
 * temporal: a row that came, and one that went with its reversal column true; a changed row is both, at one time.
 *
 * @example
 * entitySource({ table: ratings, timeColumn: 'ts', mutationTable: ratingChanges }) // the columns of ratings, mutation_ts, is_before
 */
export function entitySource<
  R extends Row,
  const S extends Derive = Record<never, never>,
  M extends Row = Record<never, never>,
  const T extends string = TakenForGranted['time'],
  const B extends string = TakenForGranted['reversal'],
>(
  config: Common<R, S> & {
    readonly timeColumn?: NoInfer<TimeColumn<R> | TimeColumn<TypesOf<S>>> | Expr<Time>;
    /** The changes of a day, in its partition: every column of the table, which `select`, `where` and `timeColumn` read, and two more. */
    readonly mutationTable?: [NoChanges<R, M, T, B>] extends [never] ? Table<M> : OneOf<NoChanges<R, M, T, B>>;
    /** When a change was made, where it is not `mutation_ts`: epoch milliseconds, a timestamp or a date. */
    readonly mutationTimeColumn?: Said<'time', M, T>;
    /** True for a row as it was before it changed or went, where it is not `is_before`. */
    readonly reversalColumn?: Said<'reversal', M, B>;
  },
): EntitySource<Selected<R, S>> {
  const changes = (config as { readonly mutationTable?: unknown } | undefined)?.mutationTable !== undefined;
  return source(config, {
    kind: 'entities',
    known: [...options, ...changeOptions],
    ...(changes && { defaults: changeColumns }),
  }) as never;
}
