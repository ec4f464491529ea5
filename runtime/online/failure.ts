import { ConfigError, exitCodes, isChronError, OnlineError } from '../errors.ts';
import type { Redact } from './redact.ts';

const passingStates = /^(08|57P0[123]$|53300$|40001$|40P01$|55P03$|25006$)/;
const passingSystem = /^(ECONN|EPIPE$|ETIMEDOUT$|EAI_AGAIN$)/;
/** What pg says, without a code, when the connection breaks. */
const broken = /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout expired)/;

/** An error's SQLSTATE or system code; empty when it has none. */
export const codeOf = (error: unknown): string => {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' ? code : '';
};

const textOf = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error);
  return text === '' ? codeOf(error) : text;
};

/** Whether the same request may succeed a moment later: a broken connection, a restart, a lock, a lost race. */
export const isPassing = (error: unknown): boolean => {
  if (isChronError(error)) return false;
  const code = codeOf(error);
  if (code !== '') return passingStates.test(code) || passingSystem.test(code);
  return error instanceof Error && broken.test(error.message);
};

/** The error as a cause: its text and code, without the values of rows that PostgreSQL puts into details. */
export const causeOf = (error: unknown, redact: Redact): Error =>
  Object.assign(new Error(redact(textOf(error))), { code: codeOf(error) });

/** Why no session could be had, as something the user can correct. */
export const connectFailure = (error: unknown, target: string, redact: Redact): Error => {
  if (isChronError(error)) return error;
  const code = codeOf(error);
  const cause = causeOf(error, redact);
  const config = (what: string, hint: string): ConfigError =>
    new ConfigError({ code: 'CHR2301', message: redact(`PostgreSQL ${target}: ${what}`), hint, cause });
  if (code.startsWith('28')) {
    return config('the user or password is refused', 'Correct the user and password in CHRON_PG_URL or the profile.');
  }
  if (code === '3D000') {
    return config(
      'there is no such database',
      'Create the database, or correct its name in CHRON_PG_URL or the profile.',
    );
  }
  if (code === '42501') return config(cause.message, 'Grant the user the right to connect.');
  if (code === '53300' || code.startsWith('57P')) {
    return new OnlineError({
      code: 'CHR2302',
      message: redact(`PostgreSQL ${target}: ${cause.message}`),
      hint: 'Try again in a moment.',
      exitCode: exitCodes.busy,
      cause,
    });
  }
  return config(
    `cannot be reached: ${cause.message}`,
    'Check that the server runs and that host and port in CHRON_PG_URL or the profile are right.',
  );
};

const locked = /^(55P03|40P01|40001)$/;

const hints: readonly (readonly [RegExp, string])[] = [
  [locked, 'Others hold a lock on these tables: run the same command again when they are done.'],
  [/^53100$/, 'The disk of the PostgreSQL server is full: free space there and run the same command again.'],
  [/^53/, 'The PostgreSQL server lacks resources: free them and run the same command again.'],
  [/^(08|57P|ECONN|EPIPE|ETIMEDOUT|EAI_AGAIN|$)/, 'Run the same command again: it goes on where this one stopped.'],
];

/** What PostgreSQL said while we were `doing` something, as an error with what to do next. */
export const storeFailure = (error: unknown, doing: string, redact: Redact): Error => {
  if (isChronError(error)) return error;
  const code = codeOf(error);
  const cause = causeOf(error, redact);
  const message = redact(`${doing}: ${cause.message}${code === '' ? '' : ` (${code})`}`);
  if (code === '42501') {
    return new ConfigError({
      code: 'CHR2303',
      message,
      hint: 'The user of CHRON_PG_URL needs the right to create schemas in the database and tables in schema public.',
      cause,
    });
  }
  const hint = hints.find(([pattern]) => pattern.test(code))?.[1];
  const exitCode = locked.test(code) ? exitCodes.busy : exitCodes.failed;
  return new OnlineError({ code: 'CHR2300', message, exitCode, ...(hint === undefined ? {} : { hint }), cause });
};
