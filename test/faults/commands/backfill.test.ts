import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tablesOf } from '#runtime/api/services';
import { commitSteps } from '#runtime/tables/store';
import { type Purchase, shop } from '../../runtime/backfill/shop.ts';
import type { Job, Kill } from './job.ts';
import { killCounts } from './kill-counts.ts';
import { type TableWatch, tableWatch } from './table-watch.ts';
import { asked, type Revision, type TwoRevisions, tables, twoRevisions } from './two-revisions.ts';
import { type Delay, type Victims, victims } from './victim-process.ts';

/** Kills at each step; CHRON_KILLS=100 for a run in bulk. */
const perStep = Number(process.env['CHRON_KILLS'] ?? 3);
const timeout = 60_000 + perStep * 60_000;

let project: TwoRevisions;
let killers: Victims;
let watch: TableWatch;
const counts = killCounts();
let revision: Revision = 0;
let reads = 0;

beforeAll(async () => {
  [project, killers] = await Promise.all([twoRevisions(), victims()]);
  watch = await tableWatch(project.project);
  await project.run(project.features, asked.start, asked.end);
});
afterAll(async () => {
  await killers.remove();
  await watch.close();
  project.remove();
});

const job = (kill: Kill | null): Job => ({
  root: project.root,
  postgres: null,
  command: { name: 'backfill', conf: project.features, ...asked },
  kill,
});

/** Foreign readers follow the hint alone. */
const hintedAndNewest = async (table: string): Promise<readonly [string, string]> => {
  const state = await tablesOf(project.project).load(table);
  const folder = join(state?.metadataLocation ?? '', '..');
  return [
    `v${readFileSync(join(folder, 'version-hint.text'), 'utf8')}.metadata.json`,
    state?.metadataLocation.slice(folder.length + 1) ?? '',
  ];
};

/** Everything is as an undisturbed run leaves it, and another run finds nothing to do. */
const check = async (): Promise<void> => {
  for (const table of tables) {
    expect(project.asText(await watch.look(table))).toBe(project.wanted(revision, table));
    const [hinted, newest] = await hintedAndNewest(table);
    expect(hinted).toBe(newest);
  }
  const { events } = await project.run(project.features, asked.start, asked.end);
  expect(events.map(({ event }) => event)).toEqual(['nothing to do', 'nothing to do']);
};

/** Kills one run over revised (or `fresh`: over never computed) tables, with readers all the time, and runs again. */
const round = async (kill: Kill | null, how: { readonly fresh?: boolean; readonly after?: Delay } = {}) => {
  const before = revision;
  revision = revision === 0 ? 1 : 0;
  const now = revision;
  project.revise(now);
  if (how.fresh === true) project.forget();
  const loops = tables.map((table) =>
    watch.start(table, (rows) => {
      const text = project.asText(rows);
      if (text === project.wanted(now, table)) return 'new';
      const old = how.fresh === true ? rows === null : text === project.wanted(before, table);
      return old ? 'old' : null;
    }),
  );
  const ended = await killers.run(job(kill), how.after);
  const again = await project.run(project.features, asked.start, asked.end);
  for (const { stop } of loops) {
    const seen = await stop();
    reads += seen.reads;
    expect(seen.wrong).toEqual([]);
  }
  await check();
  return { ended, computed: again.computed.length };
};

test('an undisturbed run passes every step', async () => {
  const { ended, computed } = await round(null);
  expect(ended).toMatchObject({ code: 0, said: '' });
  const passed = (table: string) => commitSteps.map((step) => `${table} ${step}`);
  expect([...new Set(ended.steps)]).toEqual(tables.flatMap(passed));
  expect(computed).toBe(0);
});

test('killed at every step of either table, the next run finishes', { timeout }, async () => {
  for (let time = 0; time < perStep; time += 1) {
    for (const [at, step] of commitSteps.entries()) {
      const table = tables[(time + at) % 2] ?? tables[0];
      const nth = step === 'data' ? 1 + (time % 3) : 1;
      // The first time nothing had ever been computed.
      const { ended, computed } = await round({ step, table, nth }, { fresh: time === 0 });
      expect([`${table} ${step}`, ended.signal, ended.said]).toEqual([ended.steps.at(-1), 'SIGKILL', '']);
      counts.add(step);
      const landed = commitSteps.indexOf(step) >= commitSteps.indexOf('swapped');
      const left = table === tables[0] ? (landed ? 3 : 7) : landed ? 0 : 3;
      expect([step, table, computed]).toEqual([step, table, left]);
    }
  }
  counts.print('backfill, kill -9 at:');
  for (const step of commitSteps) expect([step, counts.of(step)]).toEqual([step, perStep]);
  expect(reads).toBeGreaterThan(100);
});

test('killed at any moment, the next run finishes', { timeout }, async () => {
  const { span } = (await round(null)).ended;
  const at = killCounts();
  for (let time = 0; time < perStep * 3; time += 1) {
    // Half of them once the tables are worked on.
    const since = time % 2 === 0 ? 'job' : 'first step';
    const { ended } = await round(null, { after: { since, millis: Math.random() * span[since] } });
    at.add(ended.signal === null ? 'not killed: done before' : (ended.steps.at(-1) ?? 'before the first step'));
  }
  at.print('backfill, kill -9 at any moment; last step before:');
});

test('killed between two commits, a run of many days goes on after the first', { timeout }, async () => {
  const days = Array.from({ length: 150 }, (_, day) => new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10));
  const many = await shop(days.map((ds, day): Purchase => [ds, 'ann', day, `${ds} 10:00:00`]));
  const conf = 'staging_queries/shop/purchases.ts';
  const [start = '', end = ''] = [days[0], days.at(-1)];
  try {
    const { signal } = await killers.run({
      root: many.root,
      postgres: null,
      command: { name: 'backfill', conf, start, end },
      kill: { step: 'begun', table: 'shop.purchases', nth: 2 },
    });
    expect(signal).toBe('SIGKILL');
    const committed = [...((await tablesOf(many.project).load('shop.purchases'))?.partitions.keys() ?? [])];
    expect(committed.length).toBeGreaterThanOrEqual(30);
    expect(committed).toEqual(days.slice(0, committed.length));
    const { computed } = await many.run(conf, start, end);
    expect(computed).toHaveLength(days.length - committed.length);
    const rows = await many.table('shop.purchases', 'ds');
    expect(rows?.map((row) => [row['ds'], row['price']])).toEqual(days.map((ds, day) => [ds, day]));
  } finally {
    many.remove();
  }
});

test('what killed runs leave never blocks, and goes where it would grow', async () => {
  await project.run(project.features, asked.start, asked.end, { force: true });
  for (const table of tables) {
    const left = readdirSync(join(project.project.warehouse, ...table.split('.')));
    expect(left.filter((name) => !name.endsWith('.tmp')).sort()).toEqual(['_runs', 'data', 'metadata']);
  }
  // The watch's own folder is the only one left.
  expect(readdirSync(join(project.project.state, 'spill'))).toHaveLength(1);
});
