/**
 * The Plan: what a project computes, bound to neither an engine nor a date. Plain JSON values only; it is committed
 * under production/, so it holds nothing that changes without a definition changing (no line numbers, no times).
 */
import type { Column, Expr, Folders, Rel, Token, Type } from './relation.ts';

export type {
  AggregateCall,
  Column,
  DateSlot,
  Expr,
  Folders,
  Partitions,
  Rel,
  ScalarFunction,
  Token,
  Type,
} from './relation.ts';

/** Nodes in topological order: inputs stand before what reads them. */
export type Plan = { readonly version: 1; readonly nodes: readonly PlanNode[] };

export type PlanNode = ExternalNode | ViewNode | StagingQueryNode | GroupByNode | JoinNode;

/** A node's full name, `bootcamp.user_purchase_features.v1`. */
export type NodeRef = string;

/** Which partitions of an input one output partition reads. Days count back from the output's own. */
export type Lookback =
  | { readonly kind: 'same' }
  | { readonly kind: 'shift'; readonly days: number }
  /** [ds - days, ds] */
  | { readonly kind: 'window'; readonly days: number }
  /** everything up to ds */
  | { readonly kind: 'all' }
  | { readonly kind: 'fixed'; readonly partition: string }
  | { readonly kind: 'unpartitioned' }
  /** every partition there is, whatever ds: of a table with partitions that is read as one */
  | { readonly kind: 'whole' }
  /** `shift` null: of the output's own day; a number: of a left row's day less that, as in by-left-time */
  | { readonly kind: 'cumulative'; readonly read: 'own' | 'latest'; readonly shift: number | null }
  /**
   * The newest partition there is, which a newer one does not replace in what was computed from it. `rows`: only its day
   * is used; or rows of it are read, and of [ds - days, ds], or of all partitions, as far as they exist.
   */
  | { readonly kind: 'newest'; readonly rows: 'none' | 'all' | { readonly days: number } }
  /**
   * Depends on data: for a left row of day d (by its time) the partitions [d - shift - days, d - shift], null: all up to
   * d - shift. The runtime resolves it from the least and the greatest day of the left partition's rows.
   */
  | { readonly kind: 'by-left-time'; readonly shift: number; readonly days: number | null };

export type Input = {
  readonly ref: NodeRef;
  readonly partitions: Lookback;
  /** Only the files of these folders; none: all files. */
  readonly folders?: Folders;
  /** The column of the day, where it is not the table's own. */
  readonly day?: string;
  /** The partitions this input may be read in, inclusive; null: no bound. */
  readonly bounds: { readonly start: string | null; readonly end: string | null };
  /** A missing partition inside the bounds blocks the output, or counts as empty. */
  readonly missing: 'block' | 'empty';
};

/** Hashes over normalised nodes, never over text. `own` by part says which part changed. */
export type Fingerprint = {
  readonly data: {
    readonly own: Readonly<Record<string, string>>;
    readonly upstream: Readonly<Record<NodeRef, string>>;
    readonly semantics: Readonly<Record<string, number>>;
  };
  readonly metadata: string;
};

export type Output<PartitionColumn = string> = {
  /** `namespace.base_name` */
  readonly table: string;
  readonly partitionColumn: PartitionColumn;
  readonly keys: readonly string[];
  /** In the order of the stored table, partition column last where there is one. */
  readonly columns: readonly DescribedColumn[];
};

export type DescribedColumn = Column & { readonly description: string | null };

type NodeBase = {
  readonly name: NodeRef;
  readonly description: string | null;
  readonly source: { readonly file: string; readonly export: string } | null;
  readonly fingerprint: Fingerprint;
  readonly inputs: readonly Input[];
  readonly output: Output;
  readonly backfill: { readonly start: string | null };
};

/** Files that others write. `partitionColumn` null: one unpartitioned set of rows. */
export type ExternalNode = Omit<NodeBase, 'output' | 'inputs' | 'backfill'> & {
  readonly kind: 'external';
  readonly format: 'parquet' | 'csv' | 'json';
  readonly location: string;
  readonly partitionColumn: string | null;
  /** How the partition is written in paths and files, `yyyyMMdd`; none: as a date, or `yyyy-MM-dd`. */
  readonly partitionFormat?: string;
  /** A column whose day says which partition a row belongs to; lets a version be taken file by file. */
  readonly dayColumn: string | null;
  readonly columns: readonly DescribedColumn[];
};

export type StagingQueryNode = Omit<NodeBase, 'output'> & {
  readonly kind: 'staging-query';
  /** `partitionColumn` null: one unpartitioned set of rows. */
  readonly output: Output<string | null>;
  readonly query: readonly Token[];
  /** Columns as the query gives them; `output.columns` are the declared types they are widened to. */
  readonly result: readonly Column[];
  readonly setups: readonly (readonly Token[])[];
  /** Partitions are computed one by one where a hole looks back, else a range at a time. */
  readonly step: 'range' | 'day';
};

/**
 * A query that is stored nowhere: a scan of it is its rows in the days that are asked for. `output.table` is the name it
 * would have. What it reads is read in the days of its reader.
 */
export type ViewNode = Omit<NodeBase, 'output'> & {
  readonly kind: 'view';
  readonly output: Output<string | null>;
  readonly query: readonly Token[];
  readonly result: readonly Column[];
};

export type SourceRel = {
  /** Columns: the keys, the inputs of the aggregates, `__ts` (epoch milliseconds) and `__ds` (the row's partition). */
  readonly rel: Rel;
  readonly ref: NodeRef;
  readonly kind: 'events' | 'entities';
  /** false: the input has no partitions and `__ds` is the day of `__ts`. */
  readonly partitioned: boolean;
  readonly days: { readonly start: string | null; readonly end: string | null };
  /** Each partition holds all history: one of them is read. null: an ordinary source. */
  readonly cumulative: 'own' | 'latest' | null;
  /** What changed during a day: the columns of `rel`, `__changed` (epoch milliseconds) and `__sign` (-1: taken back). */
  readonly mutation: { readonly rel: Rel; readonly ref: NodeRef } | null;
};

export type OperationName =
  | 'count'
  | 'sum'
  | 'average'
  | 'variance'
  | 'stddev'
  | 'skew'
  | 'kurtosis'
  | 'min'
  | 'max'
  | 'first'
  | 'last'
  | 'first_k'
  | 'last_k'
  | 'top_k'
  | 'bottom_k'
  | 'unique_top_k'
  | 'unique_count'
  | 'bounded_unique_count'
  | 'approx_unique_count'
  | 'histogram'
  | 'approx_histogram_k'
  | 'approx_percentile';

export type Aggregate = {
  readonly output: string;
  readonly op: OperationName;
  readonly input: Expr;
  readonly type: Type;
  readonly k: number | null;
  readonly percentiles: readonly number[] | null;
  /** SUM and AVERAGE of floats in decimals of so many digits behind the point. */
  readonly exact: number | null;
  /** Milliseconds; null: unwindowed. */
  readonly windowMs: number | null;
  readonly edge: 'sawtooth' | 'exact';
  /** Each element of a list is an input of its own. */
  readonly explode: boolean;
  readonly per: null | { readonly bucket: Expr } | 'element' | 'mapKey';
};

export type Derivation = { readonly output: string; readonly expr: Expr };

export type GroupByNode = NodeBase & {
  readonly kind: 'group-by';
  readonly sources: readonly SourceRel[];
  readonly keys: readonly Column[];
  /** ceil(longest window / 1 day); null when an aggregate has no window. */
  readonly lookbackDays: number | null;
  readonly accuracy: 'snapshot' | 'temporal';
  readonly online: boolean;
  /** Empty: rows are taken whole. */
  readonly aggregates: readonly Aggregate[];
  readonly duplicates: 'error' | 'latest';
  readonly derivations: readonly Derivation[];
};

/**
 * The values of one GroupBy at the moments of the left rows: a table of its own, with a row for each (keys, moment) of
 * a left partition that has a value, so that it is kept when another part of the join changes.
 */
export type JoinPart = NodeBase & {
  readonly kind: 'join-part';
  readonly join: NodeRef;
  /** The GroupBy. */
  readonly features: NodeRef;
  /** snapshot: the midnight before the left row's day (of a left of entities: after its ds); temporal: its own time. */
  readonly accuracy: 'snapshot' | 'temporal';
  readonly prefix: string | null;
  /** key of the part -> column of the left */
  readonly keyMapping: Readonly<Record<string, string>>;
  /** The left rows that are looked up: the part's keys under their own names, `__ts` and `__ds`. */
  readonly left: SourceRel;
  /** Left rows with a listed value in each of these keys are not looked up; none: all are. */
  readonly skewed?: readonly SkewedKey[];
};

/** A key of a part and its values of no interest; a long beyond 2^53 is text. */
export type SkewedKey = { readonly key: string; readonly values: readonly (string | number | boolean | null)[] };

export type JoinNode = NodeBase & {
  readonly kind: 'join';
  /** The left rows: their columns, `__ts` and `__ds`. */
  readonly left: SourceRel;
  readonly rowIds: readonly string[];
  readonly parts: readonly JoinPart[];
  readonly derivations: readonly Derivation[];
  readonly online: boolean;
};

/** What a run computes: a node of the plan, or a part of a join. */
export type WrittenNode = StagingQueryNode | GroupByNode | JoinPart | JoinNode;
