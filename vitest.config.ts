import { defineConfig } from 'vitest/config';

const conditions = ['@chron/source'];
const project = (name: string, include: readonly string[], exclude: readonly string[], testTimeout: number) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: { name, include: [...include], exclude: [...exclude], testTimeout, hookTimeout: testTimeout },
});

export default defineConfig({
  test: {
    reporters: ['default', './test/closing-line.ts'],
    projects: [
      project('unit', ['test/**/*.test.ts'], ['test/faults/**', 'test/integration/**'], 60_000),
      project('faults', ['test/faults/**/*.test.ts'], [], 300_000),
      project('integration', ['test/integration/**/*.test.ts'], [], 300_000),
    ],
  },
});
