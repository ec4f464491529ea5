import { defineConfig } from 'vitest/config';
import LongestFirst from './test/longest-first.ts';

const conditions = ['@chron/source'];
const project = (name: string, include: readonly string[], options: Readonly<Record<string, unknown>>) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: { name, include: [...include], ...options },
});
const limit = (ms: number) => ({ testTimeout: ms, hookTimeout: ms });

/** A test that changes what the process is: no other file runs in it. */
const alone = ['test/property/time-zone.test.ts'];

export default defineConfig({
  test: {
    reporters: ['default', './test/closing-line.ts'],
    sequence: { sequencer: LongestFirst },
    // Most of what a test makes is gone soon after: with room for it, less is moved and marked.
    execArgv: ['--min-semi-space-size=32', '--max-semi-space-size=64'],
    projects: [
      // A process takes the files one after another: to load the compiler and the engine for each takes a tenth of a run.
      project('unit', ['test/**/*.test.ts'], {
        exclude: ['test/faults/**', 'test/integration/**', ...alone],
        isolate: false,
        restoreMocks: true,
        ...limit(60_000),
      }),
      project('alone', alone, limit(60_000)),
      project('faults', ['test/faults/**/*.test.ts'], limit(300_000)),
      project('integration', ['test/integration/**/*.test.ts'], limit(300_000)),
    ],
  },
});
