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
  /** Milliseconds to its end. */
  readonly span: Readonly<Record<Delay['since'], number>>;
};

/** Milliseconds after it got its job, or after it came to its first step. */
export type Delay = { readonly since: 'job' | 'first step'; readonly millis: number };

export type Victims = {
  /** `after`: killed from outside. */
  readonly run: (job: Job, after?: Delay) => Promise<Ended>;
  readonly remove: () => Promise<void>;
};

type Started = {
  readonly child: ChildProcess;
  readonly ready: Promise<void>;
  output: string;
  errors: string;
  onStep: () => void;
};

const start = (program: string): Started => {
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'pipe'] });
  let settle = (): void => {};
  const ready = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const started: Started = { child, ready, output: '', errors: '', onStep: () => {} };
  child.stdout.on('data', (data) => {
    started.output += String(data);
    settle();
    if (started.output.includes('STEP')) started.onStep();
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
    minify: true,
    // What is imported late stays apart; packages are bundled, too: a victim starts in a third of the time.
    splitting: true,
    external: ['@duckdb/node-bindings*', 'esbuild', 'ts-morph', 'pg-native'],
    banner: { js: "import{createRequire as $load}from'node:module';const require=$load(import.meta.url);" },
    platform: 'node',
    format: 'esm',
    conditions: ['@chron/source'],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    logLevel: 'silent',
  });
  let next = start(program);
  return {
    run: async (job, after) => {
      const victim = next;
      next = start(program);
      await victim.ready;
      const begun = performance.now();
      let stepped: number | null = null;
      let timer: NodeJS.Timeout | undefined;
      const killLater = (since: Delay['since']): void => {
        if (after?.since === since) timer = setTimeout(() => victim.child.kill('SIGKILL'), after.millis);
      };
      victim.onStep = () => {
        if (stepped !== null) return;
        stepped = performance.now();
        killLater('first step');
      };
      victim.child.stdin?.end(`${JSON.stringify(job)}\n`);
      killLater('job');
      const { code, signal } = await new Promise<Pick<Ended, 'code' | 'signal'>>((resolve) => {
        victim.child.on('close', (code, signal) => resolve({ code, signal }));
      });
      clearTimeout(timer);
      const now = performance.now();
      const span = { job: now - begun, 'first step': now - (stepped ?? now) };
      const steps = [...victim.output.matchAll(/^STEP (.*)$/gm)].map((found) => found[1] ?? '');
      return { code, signal, steps, said: victim.errors, span };
    },
    remove: async () => {
      next.child.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
};
