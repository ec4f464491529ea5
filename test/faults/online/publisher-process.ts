import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';

export type Ended = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly lastStep: string;
  readonly said: string;
};

export type Started = {
  readonly child: ChildProcess;
  /** Its first step, or its end. */
  readonly underWay: Promise<unknown>;
  readonly reached: (step: string) => Promise<void>;
  readonly ended: Promise<Ended>;
};

export type Publisher = {
  readonly start: (args: readonly string[]) => Started;
  readonly remove: () => Promise<void>;
};

/** Bundles the publisher from the sources, so that no build is needed; it lies where node finds the packages. */
export const publisherProcess = async (): Promise<Publisher> => {
  const parent = join(process.cwd(), 'node_modules', '.chron-test');
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, 'faults-'));
  const program = join(folder, 'publisher.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'publisher.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    conditions: ['@chron/source'],
    outfile: program,
    logLevel: 'silent',
  });
  return {
    remove: async () => await rm(folder, { recursive: true, force: true }),
    start: (args) => {
      const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
      let steps = '';
      let said = '';
      child.stdout.on('data', (text: Buffer) => {
        steps += text.toString();
      });
      child.stderr.on('data', (text: Buffer) => {
        said += text.toString();
      });
      const ended = new Promise<Ended>((resolve) => {
        child.on('close', (code, signal) => {
          resolve({ code, signal, said, lastStep: steps.trim().split('\n').at(-1) ?? '' });
        });
      });
      const first = new Promise((resolve) => child.stdout.once('data', resolve));
      const reached = async (step: string): Promise<void> => {
        while (!steps.split('\n').includes(step)) await sleep(5);
      };
      return { child, ended, reached, underWay: Promise.race([first, ended]) };
    },
  };
};
