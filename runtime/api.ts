/** What the library's functions take and give; the command line is written against these types. */
import type { Diagnostic } from '#compiler';
import type { Column, PlanNode } from '#compiler/plan';
import type { Fetched, Hook, Published, Reporter } from './ports.ts';

/** A node as it is committed under production/. */
export type CompiledNode = { readonly node: PlanNode; readonly json: string; readonly sql: string };

export type Compiled = {
  readonly diagnostics: readonly Diagnostic[];
  readonly nodes: readonly CompiledNode[];
  /** Full names of the nodes that `conf` means; of all without it. */
  readonly selected: readonly string[];
};

/** How a long command is watched and stopped: aborting with the reason 'SIGTERM' exits 143, any other 130. */
type Watched = { readonly reporter: Reporter; readonly signal: AbortSignal; readonly hook?: Hook };

export type BackfillRequest = Watched & {
  readonly conf: string;
  /** `YYYY-MM-DD`, inclusive; by default the definition's backfillStartDate. */
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  /** Computes partitions that are filled already. */
  readonly force?: boolean | undefined;
  /** Days computed by one query, at most. */
  readonly stepDays?: number | undefined;
};

export type FilledTable = {
  readonly table: string;
  /** Partitions computed now, of `partitions` in the range. */
  readonly computed: number;
  readonly partitions: number;
  readonly rows: number;
  readonly seconds: number;
};

export type Backfilled = {
  /** In the order they were filled, upstream tables first. */
  readonly tables: readonly FilledTable[];
  /** The command to type next; null: nothing follows. */
  readonly next: string | null;
};

export type UploadRequest = Watched & {
  readonly conf: string;
  /** `YYYY-MM-DD`; by default the newest filled one. */
  readonly ds?: string | undefined;
  /** Publishes a partition without rows. */
  readonly allowEmpty?: boolean | undefined;
};

export type Uploaded = Published & { readonly definition: string; readonly table: string; readonly ds: string };

export type FetchRequest = { readonly conf: string; readonly keys: Readonly<Record<string, unknown>> };

export type FetchAnswer = Fetched & { readonly definition: string };

export type ReadRequest = {
  /** A condition in the engine's SQL over the table's columns. */
  readonly where?: string | undefined;
  readonly limit?: number | undefined;
};

export type DescribedTable = {
  readonly table: string;
  /** In the order of the table; the partition column among them. */
  readonly columns: readonly Column[];
  readonly rows: number;
  readonly bytes: number;
  /** Ascending; null: the table has none. */
  readonly partitions: readonly { readonly ds: string; readonly rows: number; readonly bytes: number }[] | null;
};
