/** What the library's functions take and give; the command line is written against these types. */
import type { Diagnostic } from '#compiler';
import type { Column, PlanNode } from '#compiler/plan';
import type { Fetched, Hook, Reporter } from './ports.ts';

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

export type PlanRequest = Pick<BackfillRequest, 'conf' | 'start' | 'end' | 'force' | 'stepDays' | 'signal'> & {
  /** Adds `steps` and `inputs` to the tables that are computed; reads rows to tell how. */
  readonly verbose?: boolean | undefined;
};

/** Days, both ends included. */
export type Days = { readonly start: string; readonly end: string };

/** Partitions that are computed for one reason. */
export type PlannedWork = {
  /**
   * sure: a backfill computes them; perhaps: it does unless what is computed before comes out as it was; estimated: it
   * does if the times of left rows that are not there yet lie in the days of their partitions.
   */
  readonly certainty: 'sure' | 'perhaps' | 'estimated';
  readonly kind: 'missing' | 'made by another writer' | 'forced' | 'stale';
  /** In words. */
  readonly reason: string;
  /** Parts of the definition that are not those it was computed by. */
  readonly changedParts: readonly string[];
  /** `recomputed`: it is going to be, and may come out as it was. */
  readonly changedInputs: readonly {
    readonly input: string;
    readonly change: 'changed' | 'appeared' | 'disappeared' | 'recomputed';
    readonly partitions: readonly string[];
  }[];
  readonly partitions: number;
  /** null: the table has no partitions. */
  readonly days: readonly Days[] | null;
};

/** Days that are computed alike. */
export type PlannedStep = {
  /** null: the table has no partitions. */
  readonly days: readonly Days[] | null;
  /** How many queries compute them, each some of the days. */
  readonly queries: number;
  /** null: known once `waitsFor` are filled. */
  readonly strategy:
    | 'query'
    | 'parts'
    | 'whole rows'
    | 'day'
    | 'no times'
    | 'own table'
    | 'snapshot rows'
    | 'range join'
    | 'tiles'
    | null;
  readonly waitsFor: readonly string[];
  /** In how many parts the keys or left rows are done, one after the other. */
  readonly slices: number;
  /** In words, with why. */
  readonly text: string;
  /** Left rows with events of their key, and the largest keys; event rows and pairs are estimated. null: of no matter. */
  readonly keys: {
    readonly pairs: number;
    readonly largest: readonly {
      readonly key: string;
      readonly leftRows: number;
      readonly eventRows: number;
      readonly pairs: number;
    }[];
  } | null;
};

export type PlannedTable = {
  readonly table: string;
  readonly definition: string;
  /** Short, as `backfill` says it. */
  readonly fingerprint: string;
  /** Partitions that are read of it, of which those of `compute` are computed. */
  readonly partitions: number;
  readonly days: readonly Days[] | null;
  readonly compute: readonly PlannedWork[];
  /**
   * Bytes of the files that are read for it, as often as they are read; beside them `waiting` partitions that are not
   * there yet. `by`: how the days of files are told apart ('whole': one version for all of them); null: a table.
   */
  readonly reads: readonly {
    readonly input: string;
    readonly bytes: number;
    readonly waiting: number;
    readonly by: 'path' | 'footer' | 'whole' | null;
  }[];
  /** With `verbose`: how the days are computed. */
  readonly steps?: readonly PlannedStep[];
  /**
   * With `verbose`: what they are made from. `at` is the metadata file of a table, or a hash over files; null: nothing
   * yet. A version has what the partition was `made` of (null: by others) and its `content` (null: yet to be computed).
   */
  readonly inputs?: readonly {
    readonly input: string;
    readonly at: string | null;
    readonly partitions: readonly {
      readonly partition: string;
      readonly version: { readonly made: string | null; readonly content: string | null } | 'absent';
    }[];
  }[];
};

/** What a backfill would do. */
export type PlannedBackfill = {
  /** Whether there is anything to compute. */
  readonly work: boolean;
  /** In the order in which they are filled. */
  readonly tables: readonly PlannedTable[];
  readonly notes: readonly string[];
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

export type { Uploaded } from './ports.ts';

/** `keys` by name; of a Join columns of its left rows. */
export type FetchRequest = { readonly conf: string; readonly keys: Readonly<Record<string, unknown>> };

/** What one part of a Join has for the row that is asked for. */
export type PartAnswer = {
  /** The GroupBy. */
  readonly definition: string;
  readonly prefix: string | null;
  /** Key of the GroupBy to the column of the left that fills it. */
  readonly keys: Readonly<Record<string, string>>;
} & (
  | {
      readonly answer: 'value' | 'no such key';
      readonly versionId: string;
      readonly version: string;
      readonly ds: string;
    }
  /** `skew key`: the part is not looked up for these keys, which the Join's skewKeys list. */
  | { readonly answer: 'skew key' | 'no version' | 'not online' }
);

/** A derived column whose SQL raised an error for the row that is asked for. */
export type FailedColumn = {
  readonly column: string;
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
};

/**
 * `derivation failed`: columns of `failed` are not in `feature`, the others are; else `no version`: a part that is online
 * was never uploaded; else `value`: a part has the key; else `no such key`. `feature` is the row in each case, JSON text:
 * what a part does not have is null in it.
 */
export type JoinAnswer = {
  readonly definition: string;
  readonly answer: 'value' | 'no such key' | 'no version' | 'derivation failed';
  readonly feature: string;
  readonly parts: readonly PartAnswer[];
  /** Where the answer is `derivation failed`. */
  readonly failed?: readonly FailedColumn[];
};

/** Of a GroupBy, or of a Join, which has `parts`. */
export type FetchAnswer = (Fetched & { readonly definition: string; readonly parts?: undefined }) | JoinAnswer;

/** Answers keys of one conf again and again. */
export type Fetcher = {
  readonly fetch: (keys: Readonly<Record<string, unknown>>) => Promise<readonly FetchAnswer[]>;
  readonly close: () => Promise<void>;
};

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
