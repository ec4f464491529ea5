import { execFile, spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ServerUser } from './postgres-home.ts';

type Program = {
  readonly bin: string;
  readonly name: 'initdb' | 'postgres' | 'pg_ctl';
  readonly args: readonly string[];
  readonly cwd: string;
  readonly user: ServerUser;
};

/** Nothing of the caller's settings (PGDATA, PGPORT, LANG) may reach the server. */
const environment = (): NodeJS.ProcessEnv => {
  const kept = ['PATH', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR'];
  return {
    ...Object.fromEntries(kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))),
    LC_ALL: 'C',
    TZ: 'UTC',
  };
};

const options = (program: Program) => ({ cwd: program.cwd, env: environment(), ...program.user });

const path = ({ bin, name }: Program): string => join(bin, process.platform === 'win32' ? `${name}.exe` : name);

/** Runs one of PostgreSQL's programs to its end; a failure's message holds what it printed. */
export const runProgram = async (program: Program): Promise<void> => {
  try {
    await promisify(execFile)(path(program), program.args, options(program));
  } catch (error) {
    const { message, stderr, stdout } = error as Error & { readonly stderr?: string; readonly stdout?: string };
    const printed = `${stdout ?? ''}${stderr ?? ''}`.trim();
    throw new Error(`${program.name} failed: ${printed === '' ? message : printed}`, { cause: error });
  }
};

/** A program that was started: its process id, and how it ended, null while it runs. */
export type ServerProcess = { readonly pid: number | undefined; readonly ended: () => string | null };

/** Starts a program in a session of its own, writing to `log`; it outlives this process and does not hold it. */
export const spawnServer = async (program: Program, log: string): Promise<ServerProcess> => {
  const file = await open(log, 'a', 0o600);
  try {
    const child = spawn(path(program), program.args, {
      ...options(program),
      detached: true,
      stdio: ['ignore', file.fd, file.fd],
    });
    child.unref();
    // Before anything is waited for: a program that ends at once would end unseen.
    let ended: string | null = null;
    child.once('error', (error) => {
      ended = error.message;
    });
    child.once('exit', (code, signal) => {
      ended = `it ended with ${signal ?? `code ${code}`}`;
    });
    return { pid: child.pid, ended: () => ended };
  } finally {
    await file.close();
  }
};
