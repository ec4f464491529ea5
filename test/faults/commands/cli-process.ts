import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const program = join(process.cwd(), 'dist', 'runtime', 'cli', 'bin.cjs');

export type Ended = {
  /** As a shell shows it: 128 + the signal's number for a process that a signal ended. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
};

export type Cli = {
  readonly ended: Promise<Ended>;
  readonly isOver: () => boolean;
  /** Sends a signal as a terminal (`group`: to every process of the command) or as `kill` does, and waits for the end. */
  readonly stop: (
    signal: 'SIGINT' | 'SIGTERM',
    to?: 'group' | 'process',
  ) => Promise<Ended & { readonly millis: number }>;
};

/** What runs in a process group; dead processes that nobody has asked about yet do not. */
const runningIn = (group: number): readonly string[] =>
  execFileSync('ps', ['-eo', 'pgid=,stat=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.trim().startsWith(`${group} `) && !/^\s*\d+\s+Z/.test(line));

/** Runs the built `chron` in a process group of its own, as an interactive shell does. */
export const chron = (
  args: readonly string[],
  { cwd, postgres }: { readonly cwd: string; readonly postgres?: string },
): Cli => {
  if (!existsSync(program)) throw new Error(`${program} is not there: npm run build`);
  const { CHRON_PG_URL: _, ...inherited } = process.env;
  const env = { ...inherited, ...(postgres === undefined ? {} : { CHRON_PG_URL: postgres }) };
  const child = spawn(process.execPath, [program, ...args], { cwd, env, detached: true });
  let stdout = '';
  let stderr = '';
  let over = false;
  child.stdout.on('data', (data) => {
    stdout += String(data);
  });
  child.stderr.on('data', (data) => {
    stderr += String(data);
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('exit', () => {
      over = true;
    });
    child.on('close', (code, signal) => {
      resolve({ status: code ?? 128 + (signal === null ? 0 : constants.signals[signal]), stdout, stderr });
    });
  });
  return {
    ended,
    isOver: () => over,
    stop: async (signal, to = 'group') => {
      const pid = child.pid ?? 0;
      const from = performance.now();
      process.kill(to === 'group' ? -pid : pid, signal);
      const end = await ended;
      const millis = performance.now() - from;
      // Whatever the command had started must be gone, too.
      let left = runningIn(pid);
      for (let round = 0; left.length > 0 && round < 20; round += 1) {
        await sleep(50);
        left = runningIn(pid);
      }
      if (left.length > 0) throw new Error(`processes of the command outlive it: ${left.join(', ')}`);
      return { ...end, millis };
    },
  };
};
