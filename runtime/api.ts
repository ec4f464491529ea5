/** What the library's functions take and give; the command line is written against these types. */
import type { Table } from 'apache-arrow';
import type { Diagnostic } from '#compiler';
import type { DescribedColumn, PlanNode } from '#compiler/plan';
import type { ConfigError } from './errors.ts';
import type { Fetched, Published, Reporter } from './ports.ts';
import type { Project } from './project/project.ts';

/** A node as it is committed under production/. */
export type CompiledNode = { readonly node: PlanNode; readonly json: string; readonly sql: string };

export type Compiled = {
  readonly diagnostics: readonly Diagnostic[];
  /** With `conf`: the definitions it means and everything they read. */
  readonly nodes: readonly CompiledNode[];
};

/** Thrown by what needs a plan; every problem is in `diagnostics`. Exit code 2. */
export type CompileError = ConfigError & { readonly diagnostics: readonly Diagnostic[] };

export type Watched = { readonly reporter: Reporter; readonly signal?: AbortSignal };

export type BackfillOptions = Watched & {
  readonly conf: string;
  /** `YYYY-MM-DD`, inclusive; by default the definition's backfillStartDate. */
  readonly start?: string;
  readonly end?: string;
  /** Computes partitions that are filled already. */
  readonly force?: boolean;
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

export type UploadOptions = Watched & {
  readonly conf: string;
  /** By default the newest filled one. */
  readonly ds?: string;
};

export type Uploaded = Published & { readonly definition: string; readonly table: string; readonly ds: string };

export type FetchOptions = { readonly conf: string; readonly keys: Readonly<Record<string, string>> };

export type FetchedFeature = { readonly definition: string; readonly fetched: Fetched };

export type ReadOptions = {
  /** A condition in the engine's SQL over the table's columns. */
  readonly where?: string;
  readonly limit?: number;
};

export type DescribedTable = {
  readonly table: string;
  readonly columns: readonly DescribedColumn[];
  readonly partitionColumn: string;
  readonly rows: number;
  readonly bytes: number;
  /** Ascending. */
  readonly partitions: readonly { readonly ds: string; readonly rows: number; readonly bytes: number }[];
};

export interface Runtime {
  compileProject(project: Project, options?: { readonly conf?: string }): Promise<Compiled>;
  backfill(project: Project, options: BackfillOptions): Promise<Backfilled>;
  upload(project: Project, options: UploadOptions): Promise<readonly Uploaded[]>;
  fetch(project: Project, options: FetchOptions): Promise<readonly FetchedFeature[]>;
  read(project: Project, table: string, options?: ReadOptions): Promise<Table>;
  describe(project: Project, table: string): Promise<DescribedTable>;
}
