import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { build } from 'esbuild';

const bundle = resolve('node_modules', '.cache', 'chron-faults', 'table-writer.mjs');

/** Makes writer.ts run on plain Node, from the sources as they are, without a build of the whole project. */
export const bundleWriter = async (): Promise<void> => {
  await build({
    entryPoints: ['test/faults/tables/writer.ts'],
    outfile: bundle,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    conditions: ['@chron/source'],
    logLevel: 'error',
  });
};

export type Ended = {
  /** What it said at its end; null: it was killed before. */
  readonly outcome: string | null;
  readonly steps: readonly string[];
  readonly errors: string;
  /** Milliseconds from its first step to its end. */
  readonly span: number;
};

/** Runs the writer. `stopAt`: killed while it stands at that step; `after`: killed so many milliseconds after its first step. */
export const runWriter = async (
  args: readonly [folder: string, runId: string, salt: number, days: readonly string[]],
  kill: { readonly stopAt?: string; readonly after?: number; readonly lock?: boolean } = {},
): Promise<Ended> =>
  await new Promise((settle) => {
    const [folder, runId, salt, days] = args;
    const env = { ...process.env, STOP_AT: kill.stopAt ?? '', LOCK: kill.lock === false ? 'no' : 'yes' };
    const child = spawn(process.execPath, [bundle, folder, runId, String(salt), days.join(',')], { env });
    let output = '';
    let errors = '';
    let started: number | null = null;
    let timer: NodeJS.Timeout | undefined;
    child.stdout.on('data', (data) => {
      output += String(data);
      if (started === null) {
        started = performance.now();
        if (kill.after !== undefined) timer = setTimeout(() => child.kill('SIGKILL'), kill.after);
      }
      if (kill.stopAt !== undefined && output.includes(`STEP ${kill.stopAt}\n`)) child.kill('SIGKILL');
    });
    child.stderr.on('data', (data) => {
      errors += String(data);
    });
    child.on('close', () => {
      clearTimeout(timer);
      const steps = [...output.matchAll(/^STEP (.*)$/gm)].map((found) => found[1] ?? '');
      settle({
        outcome: /^DONE (.*)$/m.exec(output)?.[1] ?? null,
        steps,
        errors,
        span: performance.now() - (started ?? performance.now()),
      });
    });
  });
