/** What the command line does, as functions: `@chron/chron/runtime`. */

export { backfill } from './api/backfill.ts';
export { compileProject } from './api/compile-project.ts';
export { fetch, openFetcher } from './api/fetch.ts';
export { plan } from './api/plan.ts';
export { upload } from './api/upload.ts';
export type {
  Backfilled,
  BackfillRequest,
  Compiled,
  CompiledNode,
  Days,
  DescribedTable,
  FailedColumn,
  FetchAnswer,
  Fetcher,
  FetchRequest,
  FilledTable,
  JoinAnswer,
  PartAnswer,
  PlannedBackfill,
  PlannedStep,
  PlannedTable,
  PlannedWork,
  PlanRequest,
  ReadRequest,
  Uploaded,
  UploadRequest,
} from './api.ts';
export { CompileError } from './compile-error.ts';
export { ConfigError, EngineError, exitCodes, InterruptedError, OnlineError, StorageError } from './errors.ts';
export type { Event, Reporter } from './ports.ts';
export type { Config } from './project/config.ts';
export { openProject, type Project } from './project/project.ts';
export { describe, read } from './read/read.ts';
