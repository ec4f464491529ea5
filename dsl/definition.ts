import type { AnyColumn, Expr } from './column.ts';
import type { AnyRow, ColumnType } from './column-type.ts';
import type { Edge } from './naming.ts';
import type { Operation } from './operation.ts';
import type { Window } from './window.ts';

/** Anything with columns that SQL can read from. */
export interface Table<R = unknown> {
  readonly kind: 'external' | 'staging-query' | 'group-by' | 'join';
  readonly columns: R;
}

/** What `part` puts beside the left rows: a GroupBy, a Join, or an external source. */
export interface FeatureSet<K = unknown, F = unknown> {
  readonly kind: 'group-by' | 'join' | 'external-source';
  readonly keys: K;
  readonly features: F;
}

/** A date filled in when a range is run; `latest` is the last day of the whole run. */
export interface DateSlot {
  readonly kind: 'date-slot';
  readonly slot: 'start' | 'end' | 'latest';
}

/** The day of the newest partition of a table, filled in when a range is run. */
export interface MaxDate {
  readonly kind: 'max-date';
  readonly table: Definition;
}

/** Text as a value. */
export interface Literal extends Expr<'string'> {
  readonly kind: 'literal';
  readonly value: string;
}

/** What stands between two pieces of SQL text. */
export type Hole = AnyColumn | AnySql | Definition | DateSlot | MaxDate | Literal | number | boolean;

/** A piece of SQL of type `T`, null when untyped: `text[0]`, `holes[0]`, `text[1]`, ... */
export interface Sql<T = null> extends Expr<T> {
  readonly kind: 'sql';
  readonly text: readonly string[];
  readonly holes: readonly Hole[];
}
export type AnySql = Sql<ColumnType | null>;
export type AnyExpr = AnyColumn | AnySql | Literal;

/** Every list and record below is there and frozen even where an author left it out; what is inside is as he wrote it. */
interface Described {
  readonly outputNamespace?: string;
  readonly backfillStartDate?: string;
  readonly owner?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Options there are not: the project was loaded without a type check, the compiler reports them. */
  readonly unknownOptions?: readonly string[];
}

/** Files that others write. */
export interface ExternalTable<R = AnyRow> extends Table<R> {
  readonly kind: 'external';
  readonly format: 'parquet' | 'csv' | 'json';
  readonly location: string;
  readonly partitionColumn?: string;
  readonly partitionFormat?: string;
  readonly dayColumn?: string;
  readonly unknownOptions?: readonly string[];
}

/** A table made by one query, one partition a day, or without partitions; or a view, which is stored nowhere. */
export interface StagingQuery<N extends string = string, R = AnyRow> extends Table<R>, Described {
  readonly kind: 'staging-query';
  readonly name: N;
  readonly query: AnySql;
  /** false: one set of rows, without days. */
  readonly partitioned?: boolean;
  /** true: stored nowhere, computed where it is read. */
  readonly view?: boolean;
  readonly startPartition?: string;
  readonly setups: readonly (AnySql | string)[];
  readonly lookback?: Window;
}

/** Rows that a definition reads; `columns` are those after `select`. */
export interface Source<R = unknown> {
  readonly kind: 'events' | 'entities';
  readonly columns: R;
}

interface Read<R> extends Source<R> {
  readonly table: Definition;
  readonly select?: Readonly<Record<string, AnyExpr>>;
  readonly where: readonly AnyExpr[];
  readonly timeColumn?: AnyExpr;
  readonly partitionColumn?: string;
  readonly partitions?: Readonly<Record<string, string | number | boolean>>;
  readonly startPartition?: string;
  readonly endPartition?: string;
  readonly topic?: string;
  readonly missing?: 'block' | 'empty';
  readonly isCumulative?: boolean;
  readonly cumulative?: 'own' | 'latest';
  readonly unknownOptions?: readonly string[];
}

/** Things that happened: one row an event. */
export interface EventSource<R = AnyRow> extends Read<R> {
  readonly kind: 'events';
}
/** Things that are: a snapshot of all rows a day. */
export interface EntitySource<R = AnyRow> extends Read<R> {
  readonly kind: 'entities';
  /** Rows that came and went during a day: the columns of `table`, and the two that are named below, before `select`. */
  readonly mutationTable?: Definition;
  /** There whenever `mutationTable` is. */
  readonly mutationTimeColumn?: string;
  readonly reversalColumn?: string;
}
export type AnySource = EventSource | EntitySource;

/** One aggregation: `names` (without the definition's name) are the columns it makes, each of type `type`. */
export interface Aggregation<Names extends string = string, T = unknown> {
  readonly kind: 'aggregation';
  readonly operation: Operation;
  readonly column: AnyColumn;
  readonly windows: readonly Window[];
  readonly buckets: readonly AnyColumn[];
  readonly elementWise: boolean;
  readonly windowEdge: Edge;
  readonly k: number | null;
  readonly percentiles: readonly number[] | null;
  /** Digits behind the point that doubles are rounded to and summed exactly in. */
  readonly exact: number | null;
  readonly names: readonly Names[];
  readonly type: T;
  readonly unknownOptions?: readonly string[];
}
export type AnyAggregation = Aggregation<string, ColumnType | null>;

/** What `derive` makes, by name. */
export type AnyDerive = Readonly<Record<string, AnyExpr>>;

/** Features by key: rows aggregated, or with no aggregations taken whole. `columns` are keys, features and ds. */
export interface GroupBy<N extends string = string, K = AnyRow, F = AnyRow>
  extends Table<K & F & { readonly ds: 'date' }>,
    FeatureSet<K, F>,
    Described {
  readonly kind: 'group-by';
  readonly name: N;
  readonly sources: readonly AnySource[];
  /** As written, also those that are no column, also doubled ones. */
  readonly keyNames: readonly string[];
  readonly aggregations: readonly AnyAggregation[];
  readonly derive?: AnyDerive;
  /** 'derived': the aggregations themselves are not in the table. */
  readonly keep?: 'all' | 'derived';
  readonly duplicates?: 'error' | 'latest';
  readonly online?: boolean;
  readonly accuracy?: 'snapshot' | 'temporal';
}

/** Features that another system serves by key. */
export interface ExternalSource<N extends string = string, K = AnyRow, F = AnyRow> extends FeatureSet<K, F> {
  readonly kind: 'external-source';
  readonly name: N;
  readonly unknownOptions?: readonly string[];
}
export type AnyFeatureSet = GroupBy | Join | ExternalSource;

/** Features beside the left rows: `left` are the left columns used as keys, `columns` those it adds. */
export interface Part<L = unknown, F = unknown> {
  readonly kind: 'part' | 'label-part';
  readonly features: AnyFeatureSet;
  /** key of the features -> column of the left */
  readonly keys: Readonly<Record<string, AnyColumn>>;
  readonly prefix: string | null;
  readonly tags?: Readonly<Record<string, string>>;
  readonly left: L;
  readonly columns: F;
  readonly unknownOptions?: readonly string[];
}
/** Labels seen `from` to `to` after the left row. */
export interface LabelPart<L = unknown, F = unknown> extends Part<L, F> {
  readonly kind: 'label-part';
  readonly from: Window;
  readonly to: Window;
}
/** Values computed elsewhere that stand in for the join's own, for left rows found by the columns `on`. */
export interface BootstrapPart {
  readonly kind: 'bootstrap-part';
  readonly table: Definition;
  readonly on: readonly string[];
}

/** Features beside labels, one row for each left row. `keys` are the left columns its parts are keyed by. */
export interface Join<N extends string = string, L = AnyRow, K = AnyRow, F = AnyRow, Labels = AnyRow>
  extends Table<L & F & { readonly ds: 'date' }>,
    FeatureSet<K, F>,
    Described {
  readonly kind: 'join';
  readonly name: N;
  readonly left: AnySource;
  readonly parts: readonly Part<AnyRow, AnyRow>[];
  readonly derive?: AnyDerive;
  /** 'derived': the columns of the parts themselves are not in the table. */
  readonly keep?: 'all' | 'derived';
  readonly labels: readonly LabelPart<AnyRow, AnyRow>[];
  readonly labelColumns: Labels;
  readonly bootstrap: readonly BootstrapPart[];
  readonly rowIds: readonly string[];
  /** By left column: values that no part keyed by it is looked up for. */
  readonly skewKeys?: Readonly<Record<string, readonly (string | number | bigint | boolean | null)[]>>;
  readonly online?: boolean;
}

export type AnyExternalTable = ExternalTable;
export type AnyStagingQuery = StagingQuery;
export type AnyGroupBy = GroupBy;
export type AnyJoin = Join;
/** Whatever a project may export for the compiler; each is a table for the next one. */
export type Definition = AnyExternalTable | AnyStagingQuery | AnyGroupBy | AnyJoin;
export type AnyTable = Definition;

const kinds: ReadonlySet<unknown> = new Set<Definition['kind']>(['external', 'staging-query', 'group-by', 'join']);

/** True for a definition, as against anything else a module exports. */
export const isDefinition = (value: unknown): value is Definition =>
  typeof value === 'object' && value !== null && Object.isFrozen(value) && kinds.has((value as Definition).kind);
