import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { upload } from '#runtime/api/upload';
import { exitCodes, OnlineError } from '#runtime/errors';
import { openOnlineStore } from '#runtime/online/open-online-store';
import { publishSteps } from '#runtime/online/publishing';
import type { Fetched } from '#runtime/ports';
import { type Purchase, shop } from '../../runtime/backfill/shop.ts';
import { type OwnServer, ownServer } from '../../runtime/online/own-server.ts';
import { featureWatch } from './feature-watch.ts';
import type { Kill } from './job.ts';
import { killCounts } from './kill-counts.ts';
import { type Delay, type Victims, victims } from './victim-process.ts';

/** Kills at each step; CHRON_KILLS=100 for a run in bulk. */
const perStep = Number(process.env['CHRON_KILLS'] ?? 3);
const timeout = 60_000 + perStep * 60_000;
const definition = 'shop.spend.v1';

/** After every step, and in the two transactions that matter, before they are committed. */
const steps = publishSteps.flatMap((step) => {
  if (step === 'copy') return ['copied 0', 'copy 0 done'];
  return step === 'flip' ? ['flipping', 'flip done'] : [`${step} done`];
});

const users = 40;
const days = ['2024-01-01', '2024-01-02', '2024-01-03', '2024-01-04'] as const;
const price = (day: number, user: number): number => 10 * day + user;
const purchases = days.flatMap((ds, day) =>
  Array.from({ length: users }, (_, user): Purchase => [ds, `user_${user}`, price(day, user), `${ds} 10:00:00`]),
);
const keys = Array.from({ length: users }, (_, user) => `user_${user}`);

/** What is served for a user, by hand: each bought once a day. */
const served = (ds: string, user: number): unknown => {
  const day = (days as readonly string[]).indexOf(ds);
  return {
    spend_price_sum_1d: price(day, user),
    spend_price_sum_3d: price(day, user) + price(day - 1, user) + price(day - 2, user),
    spend_price_count_1d: 1,
    spend_price_count_3d: 3,
  };
};
const canonical = (feature: unknown): string => JSON.stringify(Object.entries(feature as object).sort());
const wanted: ReadonlyMap<string, string> = new Map(
  days.slice(2).flatMap((ds) => keys.map((key, user) => [`${ds} ${key}`, canonical(served(ds, user))] as const)),
);

let server: OwnServer;
let killers: Victims;
let project: Awaited<ReturnType<typeof shop>>;
let url: string;
let current: string | null = null;
let databases = 0;
let reads = 0;
let busy = 0;
const counts = killCounts();

beforeAll(async () => {
  [server, killers, project] = await Promise.all([ownServer(), victims(), shop(purchases)]);
  await project.run(project.features, days[2], days[3]);
});
afterAll(async () => {
  await killers.remove();
  await server.remove();
  project.remove();
});

const freshDatabase = async (): Promise<void> => {
  databases += 1;
  url = await server.database(`uploads_${databases}`);
  current = null;
};

const run = async (ds: string, hook: (step: string) => void = () => {}) =>
  await upload(
    { ...project.project, postgres: url },
    { conf: project.features, ds, reporter: { report: () => {} }, signal: new AbortController().signal, hook },
  );

/** As a person would: again while the killed run's session is said to be there. */
const finish = async (ds: string): Promise<string> => {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const [published] = await run(ds);
      return published?.outcome ?? '';
    } catch (error) {
      const again = error instanceof OnlineError && error.exitCode === exitCodes.busy && attempt < 50;
      if (!again) throw error;
      busy += 1;
      await sleep(100);
    }
  }
};

/** Exactly one day is served, whole; nothing is left of what was killed; another run has nothing to do. */
const check = async (ds: string): Promise<void> => {
  const rows = await server.query(
    `SELECT h.ds, f."userId" AS key, f.feature FROM "CubeHistory" h
     JOIN "UserFeature" f ON f."cubeHistoryId" = h.id WHERE h.current`,
    url,
  );
  expect(rows.map((row) => [row['ds'], row['key'], canonical(row['feature'])]).sort()).toEqual(
    keys.map((key) => [ds, key, wanted.get(`${ds} ${key}`)]).sort(),
  );
  const left = await server.query(
    `SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relname LIKE 'UserFeature\\_%'
       AND NOT EXISTS (SELECT FROM "CubeHistory" h WHERE h.status = 'READY' AND c.relname = 'UserFeature_' || h.id)
     UNION ALL SELECT h.id FROM "CubeHistory" h WHERE h.status NOT IN ('READY', 'FAILED')`,
    url,
  );
  expect(left).toEqual([]);
  expect(await finish(ds)).toBe('current already');
};

/** Kills one upload of the other day, with readers all the time, and uploads that day again. */
const round = async (kill: Kill | null, after?: Delay) => {
  const before = current;
  const ds = before === days[2] ? days[3] : days[2];
  const state = (key: string, answer: Fetched): 'old' | 'new' | null => {
    if (answer.answer === 'no version') return before === null ? 'old' : null;
    if (answer.answer !== 'value') return null;
    if (canonical(JSON.parse(answer.feature)) !== wanted.get(`${answer.ds} ${key}`)) return null;
    if (answer.ds === ds) return 'new';
    return answer.ds === before ? 'old' : null;
  };
  const service = { url, project: project.project.name, profile: project.project.profile };
  const stores = await Promise.all(
    [0, 200].map(async (cacheMillis) => await openOnlineStore({ ...service, cacheMillis })),
  );
  const loops = stores.map((store) => featureWatch(store, { definition, keys, state }));
  const command = { name: 'upload', conf: project.features, ds } as const;
  const ended = await killers.run({ root: project.root, postgres: url, command, kill }, after);
  const outcome = await finish(ds);
  for (const { stop } of loops) {
    const seen = await stop();
    reads += seen.reads;
    expect(seen.wrong).toEqual([]);
  }
  await Promise.all(stores.map(async (store) => await store.close()));
  current = ds;
  await check(ds);
  return { ended, outcome };
};

test('an undisturbed upload passes every step', async () => {
  await freshDatabase();
  const { ended, outcome } = await round(null);
  expect(ended).toMatchObject({ code: 0, said: '' });
  expect(ended.steps.map((step) => step.trim())).toEqual(expect.arrayContaining(steps));
  expect(outcome).toBe('current already');
});

test('killed at every step, the next upload finishes', { timeout }, async () => {
  for (let time = 0; time < perStep; time += 1) {
    for (const step of steps) {
      // The first time nothing had ever been published.
      if (time === 0) await freshDatabase();
      const { ended, outcome } = await round({ step, table: null, nth: 1 });
      expect([step, ended.signal, ended.said]).toEqual([ended.steps.at(-1)?.trim(), 'SIGKILL', '']);
      counts.add(step);
      expect([step, outcome]).toEqual([step, step === 'flip done' ? 'current already' : 'published']);
    }
  }
  counts.print(`upload, kill -9 at (the rerun found the killed session still there ${busy} times):`);
  for (const step of steps) expect([step, counts.of(step)]).toEqual([step, perStep]);
  expect(reads).toBeGreaterThan(100);
});

test('killed at any moment, the next upload finishes', { timeout }, async () => {
  const { span } = (await round(null)).ended;
  const at = killCounts();
  for (let time = 0; time < perStep * 3; time += 1) {
    // Half of them once the database is worked on.
    const since = time % 2 === 0 ? 'job' : 'first step';
    const { ended } = await round(null, { since, millis: Math.random() * span[since] });
    at.add(ended.signal === null ? 'not killed: done before' : (ended.steps.at(-1)?.trim() ?? 'before the first step'));
  }
  at.print('upload, kill -9 at any moment; last step before:');
});

test('killed in its second chunk, an upload goes on there', { timeout }, async () => {
  const rows = 110_000;
  const big = await shop(
    Array.from({ length: rows }, (_, user): Purchase => ['2024-01-01', `u${user}`, user, '2024-01-01 10:00:00']),
  );
  try {
    await big.run(big.features, '2024-01-01', '2024-01-01');
    await freshDatabase();
    const command = { name: 'upload', conf: big.features, ds: '2024-01-01' } as const;
    const kill = { step: 'copied 1', table: null, nth: 1 };
    const { signal } = await killers.run({ root: big.root, postgres: url, command, kill });
    expect(signal).toBe('SIGKILL');
    const heard: string[] = [];
    await upload(
      { ...big.project, postgres: url },
      {
        conf: big.features,
        reporter: { report: () => {} },
        signal: new AbortController().signal,
        hook: (step) => void heard.push(step),
      },
    );
    expect(heard.filter((step) => /^cop(y|ied) \d/.test(step))).toEqual(
      [1, 2].flatMap((chunk) => [`copy ${chunk}`, `copied ${chunk}`, `copy ${chunk} done`]),
    );
    const [sums] = await server.query(
      `SELECT count(*)::int AS rows, sum((f.feature->>'spend_price_sum_1d')::numeric)::bigint::text AS sum
       FROM "CubeHistory" h JOIN "UserFeature" f ON f."cubeHistoryId" = h.id WHERE h.current`,
      url,
    );
    expect(sums).toEqual({ rows, sum: String((rows * (rows - 1)) / 2) });
  } finally {
    big.remove();
  }
});
