import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openOnlineStore } from '#runtime/online/open-online-store';
import type { OnlineStore } from '#runtime/ports';
import { type OwnServer, ownServer } from '../../runtime/online/own-server.ts';
import { numbered, request } from '../../runtime/online/rows.ts';
import { type Publisher, publisherProcess } from './publisher-process.ts';
import { type Readers, readers } from './readers.ts';

// More rounds of everything: CHRON_FAULT_ROUNDS=50 npx vitest run --project faults test/faults/online
const rounds = Number(process.env['CHRON_FAULT_ROUNDS'] ?? '1');
const rows = 2000;
const chunks = 3;
const steps = [
  'prepare',
  'prepare done',
  'lock',
  'lock done',
  'register',
  'register done',
  'create',
  'create done',
  'copy 0',
  'copied 0',
  'copy 1',
  'copied 1',
  'copy 1 done',
  'copied 2',
  'copy 2 done',
  'verify',
  'verify done',
  'index',
  'index done',
  'attach',
  'attach done',
  'drain',
  'drain done',
  'flip',
  'flipping',
  'flip done',
];

let server: OwnServer;
let publisher: Publisher;
let url: string;
let store: OnlineStore;
let looking: Readers;
let inputs = 0;

const nextInput = (): string => {
  inputs += 1;
  return `input-${inputs}`;
};

const begin = (input: string, at = '', signal: NodeJS.Signals = 'SIGKILL') =>
  publisher.start([url, input, String(rows), String(chunks), at, signal]);

/** As a person would: again while another one is said to be busy. */
const finish = async (input: string): Promise<void> => {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await store.publish(request(numbered(rows, input), { inputDigest: input }, chunks));
      return;
    } catch (error) {
      if ((error as { readonly exitCode?: number }).exitCode !== 75 || attempt === 50) throw error;
      await sleep(50);
    }
  }
};

/** Exactly this input is served, whole, and nothing is left of what was killed. */
const check = async (input: string): Promise<void> => {
  const served = await server.query(
    `SELECT r.input_digest AS input, count(*)::int AS rows, count(DISTINCT f."userId")::int AS keys,
       bool_and(f.feature->>'input' = r.input_digest) AS pure, sum((f.feature->>'n')::int)::int AS sum
     FROM "CubeHistory" h JOIN chron.run r ON r.version_id = h.id JOIN "UserFeature" f ON f."cubeHistoryId" = h.id
     WHERE h.current GROUP BY 1`,
    url,
  );
  expect(served).toEqual([{ input, rows, keys: rows, pure: true, sum: (rows * (rows - 1)) / 2 }]);
  const left = await server.query(
    `SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relname LIKE 'UserFeature\\_%'
       AND NOT EXISTS (SELECT FROM "CubeHistory" h WHERE h.status = 'READY' AND c.relname = 'UserFeature_' || h.id)
     UNION ALL SELECT h.id FROM "CubeHistory" h WHERE h.status NOT IN ('READY', 'FAILED')`,
    url,
  );
  expect(left).toEqual([]);
};

/** After a fault: the same input again, or now and then another one, which must clear the first away. */
const rerun = async (input: string): Promise<void> => {
  const next = Math.random() < 0.7 ? input : nextInput();
  await finish(next);
  await check(next);
};

beforeAll(async () => {
  [server, publisher] = await Promise.all([ownServer(), publisherProcess()]);
  url = await server.database('faults');
  store = await openOnlineStore({ url, project: 'shop', profile: 'test' });
  await finish(nextInput());
});
afterAll(async () => {
  await store.close();
  await server.remove();
  await publisher.remove();
});
beforeEach(async () => {
  looking = await readers(url, rows);
});
afterEach(async () => {
  const seen = await looking.stop();
  expect(seen.reads).toBeGreaterThan(100);
  expect(seen).toMatchObject({ empty: 0, mixed: 0, backwards: 0 });
});

test('killed at every step, each at least three times', async () => {
  for (let round = 0; round < 3 * rounds; round += 1) {
    for (const at of steps) {
      const input = nextInput();
      const ended = await begin(input, at).ended;
      expect([at, ended.signal]).toEqual([at, 'SIGKILL']);
      await rerun(input);
    }
  }
  expect(looking.seen.errors).toBe(0);
});

const killedWhere = new Map<string, number>();

test('killed at any moment', async () => {
  for (let round = 0; round < 15 * rounds; round += 1) {
    const input = nextInput();
    const { child, ended, underWay } = begin(input);
    await underWay;
    await sleep(Math.random() * 80);
    child.kill('SIGKILL');
    const { signal, lastStep } = await ended;
    if (signal === 'SIGKILL') killedWhere.set(lastStep, (killedWhere.get(lastStep) ?? 0) + 1);
    await rerun(input);
  }
  // Where the kills fell depends on the machine; that some fell inside a publish does not.
  expect([...killedWhere].filter(([step]) => step !== '' && step !== 'flip done').length).toBeGreaterThan(1);
  expect(looking.seen.errors).toBe(0);
});

test('its backend ended at any moment: the process itself finishes', async () => {
  let hits = 0;
  for (let round = 0; round < 12 * rounds; round += 1) {
    const input = nextInput();
    const { ended, underWay } = begin(input);
    await underWay;
    await sleep(Math.random() * 60);
    const ending = await server.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'chron:run-${input}'`,
    );
    hits += ending.length;
    expect(await ended).toMatchObject({ code: 0 });
    await check(input);
  }
  expect(hits).toBeGreaterThan(rounds);
  expect(looking.seen.errors).toBe(0);
});

test('stopped, overtaken, and let go on: it does not publish over what came after it', async () => {
  for (const at of ['create', 'copied 1', 'index', 'attach done', 'drain', 'flipping']) {
    const [older, newer] = [nextInput(), nextInput()];
    const paused = begin(older, at, 'SIGSTOP');
    await paused.reached(at);
    const blocked = store.publish(request(numbered(rows, newer), { inputDigest: newer }, chunks));
    await expect(blocked).rejects.toMatchObject({
      exitCode: 75,
      message: expect.stringContaining(`run-${older}`) as unknown,
    });
    await server.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'chron:run-${older}'`,
    );
    await finish(newer);
    paused.child.kill('SIGCONT');
    expect(await paused.ended).toMatchObject({ code: 75 });
    await check(newer);
  }
  expect(looking.seen.errors).toBe(0);
});

test('the server crashes and comes back', async () => {
  for (let round = 0; round < 4 * rounds; round += 1) {
    const input = nextInput();
    const { ended, underWay } = begin(input);
    await underWay;
    await sleep(Math.random() * 80);
    await server.crash();
    await ended;
    await rerun(input);
  }
});
