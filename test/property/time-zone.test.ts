import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { compareWithOracle } from './compared.ts';
import { type Engine, openEngine } from './compiled.ts';
import { holds, runsOf } from './failure.ts';
import { casesOf, showCase } from './generated-case.ts';
import { items } from './generated-items.ts';

// Before the engine is loaded: it reads the zone of the machine as well.
vi.hoisted(() => {
  process.env['TZ'] = 'America/Los_Angeles';
});

const runs = runsOf(60, 200);
let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

test(`the machine's zone does not matter, on ${runs} cases around days of 23 and 25 hours`, {
  timeout: 120_000,
}, async () => {
  const offsets = ['2024-03-09', '2024-03-11'].map((day) => new Date(`${day}T12:00Z`).getTimezoneOffset());
  expect(offsets, 'minutes behind UTC before and after the change to summer time').toEqual([480, 420]);
  const property = fc.asyncProperty(
    casesOf(items(['2024-03-09', '2024-03-10', '2024-11-02', '2024-11-03'])),
    async (one) => {
      await compareWithOracle(one, engine);
    },
  );
  await holds(property, { runs, seconds: 110 }, showCase);
});
