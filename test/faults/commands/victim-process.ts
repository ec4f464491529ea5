import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Job } from './job.ts';

export type Ended = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** `<table> <step>` of each hook it came to; the table is empty for an upload. */
  readonly steps: readonly string[];
  readonly said: string;
  /** Milliseconds from its job to its end. */
  readonly span: number;
};

export type Victims = {
  /** `after`: killed from outside, so many milliseconds after it got its job. */
  readonly run: (job: Job, after?: number) => Promise<Ended>;
  readonly remove: () => Promise<void>;
};

type Started = { readonly child: ChildProcess; readonly ready: Promise<void>; output: string; errors: string };

const start = (program: string): Started => {
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'pipe'] });
  let settle = (): void => {};
  const ready = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const started: Started = { child, ready, output: '', errors: '' };
  child.stdout.on('data', (data) => {
    started.output += String(data);
    settle();
  });
  child.stderr.on('data', (data) => {
    started.errors += String(data);
  });
  child.on('close', settle);
  // A child that died before it read its job breaks the pipe; how it ended is what is looked at.
  child.stdin.on('error', () => {});
  return started;
};

/** Victims from the sources as they are; one is always started ahead, because starting takes longer than working. */
export const victims = async (): Promise<Victims> => {
  const parent = join(process.cwd(), 'node_modules', '.chron-test');
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, 'commands-'));
  const program = join(folder, 'victim.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'victim.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    conditions: ['@chron/source'],
    outfile: program,
    logLevel: 'silent',
  });
  let next = start(program);
  return {
    run: async (job, after) => {
      const victim = next;
      next = start(program);
      await victim.ready;
      const begun = performance.now();
      victim.child.stdin?.end(`${JSON.stringify(job)}\n`);
      const timer = after === undefined ? undefined : setTimeout(() => victim.child.kill('SIGKILL'), after);
      const { code, signal } = await new Promise<Pick<Ended, 'code' | 'signal'>>((resolve) => {
        victim.child.on('close', (code, signal) => resolve({ code, signal }));
      });
      clearTimeout(timer);
      const steps = [...victim.output.matchAll(/^STEP (.*)$/gm)].map((found) => found[1] ?? '');
      return { code, signal, steps, said: victim.errors, span: performance.now() - begun };
    },
    remove: async () => {
      next.child.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
};
