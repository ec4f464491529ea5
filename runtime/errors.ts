/** The errors that reach a user from the runtime. Compile problems are data (see compiler/diagnostics.ts), not errors. */

export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  outOfDate: 3,
  checkFailed: 4,
  deadline: 5,
  tooManyRejects: 6,
  busy: 75,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

type Details = {
  /** What went wrong, in one sentence, naming the place (table, ds, file, key). */
  readonly message: string;
  /** What to do next; null where nothing helps. */
  readonly hint?: string;
  /** `CHR2xxx`, explained by `chron help CODE`. */
  readonly code: string;
  readonly exitCode?: ExitCode;
  readonly cause?: unknown;
};

/** What all of them have. */
export abstract class ChronError extends Error {
  readonly code: string;
  readonly hint: string | null;
  readonly exitCode: ExitCode;

  constructor(details: Details, exitCode: ExitCode) {
    super(details.message, { cause: details.cause });
    this.name = new.target.name;
    this.code = details.code;
    this.hint = details.hint ?? null;
    this.exitCode = details.exitCode ?? exitCode;
  }
}

/** The engine could not run a script: SQL that fails on the data, no memory, a full disk. */
export class EngineError extends ChronError {
  constructor(details: Details) {
    super(details, exitCodes.failed);
  }
}

/** The offline tables: conflicts, damaged or foreign files, drifted schemas. */
export class StorageError extends ChronError {
  constructor(details: Details) {
    super(details, exitCodes.failed);
  }
}

/** The online store: PostgreSQL could not be reached, is busy, or refuses rows. */
export class OnlineError extends ChronError {
  constructor(details: Details) {
    super(details, exitCodes.failed);
  }
}

/** What the user wrote: flags, dates, configuration, credentials. */
export class ConfigError extends ChronError {
  constructor(details: Details) {
    super(details, exitCodes.usage);
  }
}

/** Ctrl-C or a TERM signal. */
export class InterruptedError extends ChronError {
  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(
      { message: 'interrupted', code: 'CHR2900' },
      signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated,
    );
  }
}

export const isChronError = (error: unknown): error is ChronError => error instanceof ChronError;
