/** What the runtime needs from the world: interfaces only. Each has one real implementation and is passed in. */
import type { Column } from '#compiler/plan';

/** A stored column: its field id never changes while the name is continuously present. */
export type Field = Column & { readonly id: number };

/** Files to read as one table, by field id. `schema` is what the reader sees, in order. */
export type Scan = { readonly files: readonly string[]; readonly schema: readonly Field[] };

/** What a set of rows is, whatever files it lies in: row count and an order-free hash (see stores.md 1a). */
export type Content = { readonly rows: number; readonly hash: string };

/** Runs SQL. One statement at a time; `interrupt` ends the running one. */
export interface Engine {
  /** `duckdb 1.5.5` */
  readonly version: string;
  /** Bytes that the engine may use before it spills. */
  readonly memoryLimit: number;
  run(sql: string): Promise<void>;
  /** Small results only: BIGINT as bigint, DATE as `YYYY-MM-DD`, TIMESTAMP as Date, DECIMAL as text. */
  rows(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Result chunks as columns of values (same values as `rows`); memory is bounded by one chunk. */
  stream(sql: string): AsyncIterable<readonly (readonly unknown[])[]>;
  /** Writes the query's rows to one Parquet file, columns carrying the field ids of `schema`; durable when it returns. */
  writeParquet(request: { readonly query: string; readonly file: string; readonly schema: readonly Field[] }): Promise<{
    readonly rows: number;
    readonly size: number;
  }>;
  /** A table expression that reads the scan: missing fields are null, extra ones are not seen. */
  scanSql(scan: Scan): string;
  content(scan: Scan): Promise<Content>;
  interrupt(): void;
  close(): Promise<void>;
}

/**
 * One input partition as a run saw it. `made` null: written by others, only `content` speaks for it; `content` null: it
 * is yet to be computed, so nothing was ever made from it.
 */
export type Version<Content extends string | null = string> = {
  readonly made: string | null;
  readonly content: Content;
};
export type InputVersion<Content extends string | null = string> = {
  readonly input: string;
  readonly partition: string;
  readonly version: Version<Content> | 'absent';
};

/** The definition a partition was computed by: hash of each part, and the semantics numbers of its operations. */
export type DefinitionVersion = {
  readonly own: Readonly<Record<string, string>>;
  readonly semantics: Readonly<Record<string, number>>;
};

/** What a partition was made from; kept with the commit that wrote it. */
export type PartitionRecord = {
  readonly definition: DefinitionVersion;
  readonly inputs: readonly InputVersion[];
  /** sha256 over the definition and the input digest. */
  readonly made: string;
  readonly content: Content;
  readonly runId: string;
  readonly engine: string;
};

export type DataFile = { readonly path: string; readonly rows: number; readonly size: number };

/** `record` null: another writer made this partition. `ds` is empty for all rows of a table without partitions. */
export type Partition = {
  readonly ds: string;
  readonly files: readonly DataFile[];
  readonly rows: number;
  readonly record: PartitionRecord | null;
  /**
   * Of one that a run would compute: what it is going to be made of (see PartitionRecord), null: not known before. With a
   * record it is made of the same as now, so that its rows are, too.
   */
  readonly planned?: { readonly made: string | null };
};

/** Days from one to another, both included; null: open. */
export type Between = { readonly from: string | null; readonly to: string | null };

/** One committed state of a table; what a reader pinned it stays readable. */
export interface TableState {
  readonly table: string;
  readonly metadataLocation: string;
  readonly schema: readonly Field[];
  /** By ds, ascending. */
  readonly partitions: ReadonlyMap<string, Partition>;
  /** Files of the partitions in it. */
  scan(range: Between): Scan;
}

/** Where a run puts its files before anybody can see them. */
export interface Attempt {
  readonly runId: string;
  readonly table: string;
  readonly schema: readonly Field[];
  /** A fresh path for the next data file of this partition. */
  dataFile(ds: string): Promise<string>;
}

export type NewPartition = {
  readonly ds: string;
  readonly files: readonly DataFile[];
  readonly record: PartitionRecord;
};

export type Commit = { readonly outcome: 'committed' | 'already'; readonly state: TableState };

/** Named protocol steps; a test may kill the process at any of them. */
export type Hook = (step: string) => void | Promise<void>;

/** What a table is to hold. */
export type TableShape = {
  readonly table: string;
  readonly columns: readonly Column[];
  /** null: the table has no partitions. */
  readonly partitionColumn: string | null;
};

export interface TableStore {
  /** The newest committed state; null when the table was never written. */
  load(table: string): Promise<TableState | null>;
  /** Throws what `begin` on the newest state would throw because of columns, types or the partitioning. */
  check(shape: TableShape): Promise<void>;
  /** Ends what a commit that was killed once visible left undone: the mark that foreign readers follow. */
  repair(table: string): Promise<void>;
  /** Held while a run works on a table. Throws StorageError (exit 75) naming the holder. */
  lock(table: string, holder: string): Promise<() => Promise<void>>;
  /** `base` is the state the run read and decided on; the commit is judged against it. */
  begin(request: TableShape & { readonly base: TableState | null; readonly runId: string }): Promise<Attempt>;
  /** Whole partitions, all or none. A partition that others changed since `base` is a conflict (exit 75). */
  commit(attempt: Attempt, partitions: readonly NewPartition[]): Promise<Commit>;
  /** Removes what an attempt wrote and did not commit. */
  abandon(attempt: Attempt): Promise<void>;
}

/** Rows on their way online: key text and the feature object as JSON text. */
export type OnlineRow = readonly [key: string, feature: string];

export type Publish = {
  readonly definition: string;
  readonly description: string | null;
  readonly ds: string;
  /** Says what the partition was made from; an equal one that is current already makes this a no-op. */
  readonly inputDigest: string;
  readonly runId: string;
  /** Rows that the chunks hold together. */
  readonly rows: number;
  readonly chunks: number;
  /** The same rows in the same order each time it is called for one `inputDigest`. */
  readonly chunk: (index: number) => AsyncIterable<readonly OnlineRow[]>;
  readonly signal?: AbortSignal;
};

export type Published = {
  readonly outcome: 'published' | 'current already';
  readonly versionId: string;
  readonly version: string;
  readonly rows: number;
};

/** A partition that is served from now on, or was already. */
export type Uploaded = Published & { readonly definition: string; readonly table: string; readonly ds: string };

/** Three different answers, never mixed up. `feature` is JSON text: numbers keep every digit. */
export type Fetched =
  | {
      readonly answer: 'value';
      readonly versionId: string;
      readonly version: string;
      readonly ds: string;
      readonly feature: string;
    }
  | { readonly answer: 'no such key'; readonly versionId: string; readonly version: string; readonly ds: string }
  | { readonly answer: 'no version' };

/** What a reader wants of one definition; a `key` of null, which no version has, asks for the version alone. */
export type Asked = { readonly definition: string; readonly key: string | null };

export interface OnlineStore {
  publish(request: Publish): Promise<Published>;
  fetch(definition: string, key: string): Promise<Fetched>;
  /** An answer for each, in their order; one statement for all of them while the versions are remembered. */
  fetchAll(asked: readonly Asked[]): Promise<readonly Fetched[]>;
  close(): Promise<void>;
}

/** Passed in so that tests move it. */
export interface Clock {
  now(): Date;
}

/** What happens, told to whoever watches; the command line prints it. */
export type Event =
  | { readonly event: 'started'; readonly table: string; readonly partitions: number }
  | { readonly event: 'progress'; readonly table: string; readonly done: number; readonly of: number }
  | {
      readonly event: 'partition';
      readonly table: string;
      /** null: the table has no partitions. */
      readonly ds: string | null;
      readonly rows: number;
      readonly reason: string;
    }
  | {
      readonly event: 'finished';
      readonly table: string;
      /** Partitions computed now, of `partitions` in the range. */
      readonly computed: number;
      readonly partitions: number;
      readonly rows: number;
      readonly seconds: number;
    }
  | {
      readonly event: 'nothing to do';
      readonly table: string;
      readonly partitions: number;
      readonly definition: string;
    }
  | ({ readonly event: 'uploaded' } & Uploaded)
  | {
      readonly event: 'upload failed';
      readonly definition: string;
      readonly table: string;
      readonly code: string;
      readonly message: string;
      readonly hint: string | null;
    }
  | { readonly event: 'note'; readonly text: string };

export interface Reporter {
  report(event: Event): void;
}
