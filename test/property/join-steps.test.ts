import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isChronError } from '#runtime/errors';
import { backfillInSteps, stageJoin } from './backfilled.ts';
import { type Engine, openEngine } from './compiled.ts';
import { holds, repeat, runsOf } from './failure.ts';
import { items } from './generated-items.ts';
import { joinCasesOf, showJoinCase } from './generated-join.ts';
import { compareJoin } from './join-compared.ts';

const runs = runsOf(8, 40);
const steps = [1, 3, 30];

let engine: Engine;
let folder: string;
beforeAll(async () => {
  engine = await openEngine();
  folder = mkdtempSync(join(tmpdir(), 'chron-join-steps-'));
});
afterAll(() => {
  engine.close();
  rmSync(folder, { recursive: true });
});

const cases = joinCasesOf({ ...items(['2023-12-10', '2024-02-27', '1969-12-30']), lengths: [3, 4, 5] });

/** The oracle's codes for what stops a run on the way to a table. */
const oracleCodes: Readonly<Record<string, string>> = { CHR2006: 'CHR2152', CHR2008: 'CHR2153' };

/** With the code of an error in its text. */
const told = async <Result>(work: Promise<Result>): Promise<Result> => {
  try {
    return await work;
  } catch (error) {
    if (!isChronError(error)) throw error;
    throw new Error(`${oracleCodes[error.code] ?? error.code} ${error.message}`, { cause: error });
  }
};

test(`backfills of Joins in steps of ${steps.join(', ')} days leave equal tables, the oracle's, in ${runs} random cases`, {
  timeout: 15_000 * Math.max(runs, 20),
}, async () => {
  let number = 0;
  let rows = 0;
  const property = fc.asyncProperty(cases, async (one) => {
    number += 1;
    const place = join(folder, `case${number}`);
    const staged = await stageJoin(one, place, engine);
    const left = [];
    for (const step of steps) {
      const filled = told(backfillInSteps(staged, step, engine));
      const found = await compareJoin(
        one,
        filled.then((all) => all.rows),
      );
      rows += found ?? 0;
      if (found !== null) left.push((await filled).contents);
    }
    // An error is one in steps of any length.
    expect([0, steps.length]).toContain(left.length);
    for (const other of left.slice(1)) expect(other).toEqual(left[0]);
    rmSync(place, { recursive: true });
  });
  await holds(property, { runs, seconds: 14 * Math.max(runs, 20) }, showJoinCase);
  if (repeat.path === undefined) expect(rows).toBeGreaterThan(runs);
});
