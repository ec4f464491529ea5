import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { days, hours, minutes } from '#dsl';
import { differences, showDifference } from '#runtime/verify/compare';
import { backfillInSteps, stage } from './backfilled.ts';
import { expectedOf, isRefused } from './compared.ts';
import { type Engine, openEngine } from './compiled.ts';
import { holds, repeat, runsOf } from './failure.ts';
import { generatedCases, showCase } from './generated-case.ts';

const runs = runsOf(12, 60);
const steps = [1, 3, 30];

let engine: Engine;
let folder: string;
beforeAll(async () => {
  engine = await openEngine();
  folder = mkdtempSync(join(tmpdir(), 'chron-steps-'));
});
afterAll(() => {
  engine.close();
  rmSync(folder, { recursive: true });
});

/** Short windows: each day that is looked back over is a partition to write. */
const cases = generatedCases([minutes(7), hours(11), hours(13), days(1), days(2), days(3)]);

test(`backfills in steps of ${steps.join(', ')} days leave equal tables, the oracle's, in ${runs} random cases`, {
  timeout: 9_000 * Math.max(runs, 20),
}, async () => {
  let number = 0;
  let filled = 0;
  const property = fc.asyncProperty(cases, async (one) => {
    number += 1;
    const place = join(folder, `case${number}`);
    const staged = await stage(one, place, engine);
    const expected = expectedOf(staged.case);
    if (expected.errors !== null) {
      for (const step of steps) await isRefused(backfillInSteps(staged, step, engine), expected.errors);
      rmSync(place, { recursive: true });
      return;
    }
    const left = [];
    for (const step of steps) left.push(await backfillInSteps(staged, step, engine));
    for (const other of left.slice(1)) expect(other.contents).toEqual(left[0]?.contents);
    for (const [index, { rows }] of left.entries()) {
      for (const [ds, wanted] of expected.rows) {
        filled += wanted.length;
        const wrong = differences(wanted, rows.get(ds) ?? [], one.definition.keyNames);
        const where = `the partition ${ds}, in steps of ${steps[index]}:`;
        if (wrong.length > 0) throw new Error([where, ...wrong.map(showDifference)].join('\n  '));
      }
    }
    rmSync(place, { recursive: true });
  });
  await holds(property, { runs, seconds: 8 * Math.max(runs, 20) }, showCase);
  if (repeat.path === undefined) expect(filled).toBeGreaterThan(runs);
});
