import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TableState } from '#runtime/ports';
import { commitSteps, openTables } from '#runtime/tables/store';
import { bundleWriter, runWriter } from './child.ts';
import { openReader, type Reader } from './reader.ts';

/** Kills at each step, and at random times; CHRON_KILLS=100 for a run in bulk. */
const perStep = Number(process.env['CHRON_KILLS'] ?? 3);
const random = perStep * 5;
const timeout = 120_000 + perStep * 20_000;

const folder = mkdtempSync(join(tmpdir(), 'chron-kills-'));
const pair = ['2023-12-01', '2023-12-02'];
const other = '2023-12-03';
const ROWS = 20_000;
let reader: Reader;
let wholeReader: Reader;
const salts = new Map<string, number>();
let seed = Number(process.env['CHRON_SEED'] ?? Date.now() % 1_000_000);
console.info(`CHRON_SEED=${seed}`);

/** Numerical Recipes' generator: a run can be repeated. */
const chance = (): number => {
  seed = (seed * 1_664_525 + 1_013_904_223) % 4_294_967_296;
  return seed / 4_294_967_296;
};

const load = async (table: string): Promise<TableState> => {
  const state = await openTables({ warehouse: join(folder, 'warehouse'), clock: { now: () => new Date() } }).load(
    table,
  );
  if (state === null) throw new Error('no table');
  return state;
};

/** Bytes of all files of a state, that must not change while anybody may read it. */
const bytesOf = (state: TableState): string => {
  const hash = createHash('sha256').update(readFileSync(state.metadataLocation));
  for (const path of state.scan({ from: null, to: null }).files) hash.update(readFileSync(path));
  return hash.digest('hex');
};

/** What a run writes, who looks at it, and what must be seen of the run with a salt. */
type Subject = {
  readonly table: string;
  readonly days: readonly string[];
  readonly reader: () => Reader;
  readonly wanted: (salt: number) => readonly (readonly [string, number, string])[];
};

const wanted = (of: number) => [...pair.map((ds) => [ds, ROWS, String(of)] as const), [other, ROWS, '0'] as const];

const ofDays: Subject = { table: 'team.t', days: pair, reader: () => reader, wanted };
const whole: Subject = {
  table: 'team.whole',
  days: ['whole'],
  reader: () => wholeReader,
  wanted: (of) => [['whole', ROWS, String(of)]],
};

beforeAll(async () => {
  await bundleWriter();
  reader = await openReader(folder);
  wholeReader = await openReader(folder, whole.table);
  expect(await runWriter([folder, 'whole', 0, ['whole']])).toMatchObject({ outcome: 'committed', errors: '' });
  expect(await runWriter([folder, 'first', 0, [...pair, other]])).toMatchObject({ outcome: 'committed', errors: '' });
});

afterAll(async () => {
  await reader.engine.close();
  await wholeReader.engine.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Kills one run, reads what is there, runs again, and compares with what an undisturbed run gives. */
const round = async (kill: { readonly stopAt?: string; readonly after?: number }, subject: Subject = ofDays) => {
  const { days, table } = subject;
  const { look, loop } = subject.reader();
  const { wanted } = subject;
  const before = salts.get(table) ?? 0;
  // Both tables count on together: a run id stands in one snapshot only.
  const salt = Math.max(0, ...salts.values()) + 1;
  salts.set(table, salt);
  const old = await load(table);
  const bytes = bytesOf(old);
  let seenNew = false;
  const looping = loop((seen) => {
    const isNew = JSON.stringify(seen) === JSON.stringify(wanted(salt));
    const isOld = JSON.stringify(seen) === JSON.stringify(wanted(before));
    const wentBack = seenNew && isOld;
    seenNew ||= isNew;
    return (isNew || isOld) && !wentBack ? null : JSON.stringify(seen);
  });
  const killed = await runWriter([folder, `killed-${salt}`, salt, days], kill);
  const between = await look();
  const again = await runWriter([folder, `again-${salt}`, salt, days]);
  const { reads, wrong } = await looping.stop();
  expect({ errors: again.errors, wrong }).toEqual({ errors: '', wrong: [] });
  expect(reads).toBeGreaterThan(0);
  expect(await look()).toEqual(wanted(salt));
  expect(bytesOf(old)).toBe(bytes);
  const landed = JSON.stringify(between) === JSON.stringify(wanted(salt));
  expect(again.outcome).toBe(landed ? 'nothing to do' : 'committed');
  return { killed, landed, reads };
};

test('an undisturbed run passes every step', async () => {
  const { killed, landed } = await round({});
  expect(landed).toBe(true);
  expect(killed.outcome).toBe('committed');
  expect([...new Set(killed.steps)]).toEqual(commitSteps);
});

describe('killed at a step, a run leaves the old state or the new one, and the next run finishes', () => {
  test.each(commitSteps)('%s', { timeout }, async (stopAt) => {
    for (let time = 0; time < perStep; time += 1) {
      const { killed, landed } = await round({ stopAt });
      expect(killed).toMatchObject({ outcome: null, errors: '' });
      expect(killed.steps.at(-1)).toBe(stopAt);
      expect(landed).toBe(commitSteps.indexOf(stopAt) >= commitSteps.indexOf('swapped'));
    }
  });
});

describe('a table without partitions is the old one or the new one, too', () => {
  test.each(commitSteps)('%s', { timeout }, async (stopAt) => {
    for (let time = 0; time < perStep; time += 1) {
      const { killed, landed } = await round({ stopAt }, whole);
      expect(killed).toMatchObject({ outcome: null, errors: '' });
      expect(landed).toBe(commitSteps.indexOf(stopAt) >= commitSteps.indexOf('swapped'));
    }
  });
});

test('killed at any moment', { timeout }, async () => {
  const { span } = (await round({})).killed;
  const at = new Map<string, number>();
  let reads = 0;
  for (let time = 0; time < random; time += 1) {
    const { killed, reads: some } = await round({ after: chance() * span });
    reads += some;
    const last = killed.outcome ?? killed.steps.at(-1) ?? 'start';
    at.set(last, (at.get(last) ?? 0) + 1);
  }
  console.info(`${random} kills, last step before: ${JSON.stringify(Object.fromEntries(at))}; ${reads} reads`);
  expect(at.size).toBeGreaterThan(2);
});

test('three writers at once, one of them killed: no acknowledged commit is lost, and none is half there', {
  timeout,
}, async () => {
  const days = ['2024-01-01', '2024-01-02', '2024-01-03'];
  const acknowledged = new Map<string, number>();
  // A killed commit may have landed unacknowledged, and stays until a later one replaces it.
  const possible = new Map<string, readonly number[]>();
  const look = async () => (await reader.look()).filter(([ds]) => days.includes(ds));
  for (let time = 0; time < perStep * 2; time += 1) {
    const victim = Math.floor(chance() * days.length);
    const after = chance() * 150;
    const outcomes = await Promise.all(
      days.map(async (ds, at) => {
        const mine = 10_000 + time * 10 + at;
        possible.set(ds, [...(possible.get(ds) ?? []), mine]);
        const kill = at === victim ? { after } : {};
        const { outcome, errors } = await runWriter([folder, `w${mine}`, mine, [ds]], { ...kill, lock: false });
        if (outcome !== null) {
          acknowledged.set(ds, mine);
          possible.set(ds, [mine]);
        }
        return { outcome, errors, at };
      }),
    );
    for (const { outcome, errors, at } of outcomes) {
      if (at !== victim) expect({ outcome, errors }).toEqual({ outcome: 'committed', errors: '' });
    }
    for (const [ds, rows, salts] of await look()) {
      expect(rows).toBe(ROWS);
      expect(possible.get(ds)?.map(String)).toContain(salts);
    }
    for (const ds of acknowledged.keys()) expect((await look()).map(([one]) => one)).toContain(ds);
  }
});

test('what killed runs leave behind names its run, and no lock stays', async () => {
  const table = join(folder, 'warehouse', 'team', 't');
  expect(readdirSync(table).sort()).toEqual(['_runs', 'data', 'metadata']);
  const state = await load('team.t');
  const live = new Set(state.scan({ from: null, to: null }).files);
  const runs = readdirSync(join(table, 'data', 'ds=2023-12-01'));
  expect(runs.every((run) => /^(first|killed|again)/.test(run))).toBe(true);
  expect([...live].every((path) => readFileSync(path).length > 0)).toBe(true);
  expect(readFileSync(join(table, 'metadata', 'version-hint.text'), 'utf8')).toBe(
    /v(\d+)\.metadata\.json$/.exec(state.metadataLocation)?.[1],
  );
});
