import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Purchase, shop } from '../../runtime/backfill/shop.ts';
import { type OwnServer, ownServer } from '../../runtime/online/own-server.ts';
import { type Cli, chron } from './cli-process.ts';
import { slowLine } from './slow-line.ts';

const rows = 30_000;
const days = ['2024-01-01', '2024-01-02'] as const;
/** Every user bought each day for the day's number; three days' sum is what is served. */
const purchases = days.flatMap((ds, day) =>
  Array.from({ length: rows }, (_, user): Purchase => [ds, `u${user}`, day + 1, `${ds} 10:00:00`]),
);
const sums = { [days[0]]: '1', [days[1]]: '3' } as const;

let server: OwnServer;
let project: Awaited<ReturnType<typeof shop>>;
let url: string;
let databases = 0;
const took: string[] = [];

beforeAll(async () => {
  [server, project] = await Promise.all([ownServer(), shop(purchases)]);
  await project.run(project.features, ...days);
});
afterAll(async () => {
  console.info(['interrupted while:', ...took].join('\n  '));
  await server.remove();
  project.remove();
});
beforeEach(async () => {
  databases += 1;
  url = await server.database(`interrupts_${databases}`);
});

const upload = (ds: string, postgres = url): Cli =>
  chron(['upload', '--conf', project.features, '--ds', ds], { cwd: project.root, postgres });

/** Waits until the server says so, about sessions of ours. */
const until = async (condition: string): Promise<Readonly<Record<string, unknown>>> => {
  for (let round = 0; round < 400; round += 1) {
    const [found] = await server.query(
      `SELECT a.pid FROM pg_stat_activity a WHERE a.datname = current_database() AND a.application_name ~ '^chron:[0-9]'
       AND ${condition} LIMIT 1`,
      url,
    );
    if (found !== undefined) return found;
    await sleep(50);
  }
  throw new Error(`never seen: ${condition}`);
};

/** Days that are served, their rows and sums; nothing where nothing was published. */
const served = async () =>
  (
    await server.query(
      `SELECT h.ds, count(*)::int AS rows, string_agg(DISTINCT (f.feature->>'spend_price_sum_3d')::float::text, ',') AS sums
       FROM "CubeHistory" h JOIN "UserFeature" f ON f."cubeHistoryId" = h.id WHERE h.current GROUP BY 1`,
      url,
    )
  ).map((row) => [row['ds'], row['rows'], row['sums']]);

const stops = async (
  cli: Cli,
  by: { readonly doing: string; readonly signal?: 'SIGINT' | 'SIGTERM'; readonly to?: 'group' | 'process' },
): Promise<void> => {
  expect(cli.isOver()).toBe(false);
  const { signal = 'SIGINT', to = 'group' } = by;
  const { status, millis } = await cli.stop(signal, to);
  took.push(`${by.doing}: ${signal}, status ${status} after ${Math.round(millis)} ms`);
  expect(status).toBe(signal === 'SIGINT' ? 130 : 143);
  expect(millis).toBeLessThan(2000);
};

/** The same command finishes; a second one finds nothing to do; nothing of the interrupted one is left. */
const finishes = async (ds: (typeof days)[number]): Promise<void> => {
  const { status, stderr } = await upload(ds).ended;
  expect([status, stderr]).toEqual([0, '']);
  expect(await served()).toEqual([[ds, rows, sums[ds]]]);
  const left = await server.query(
    `SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relname LIKE 'UserFeature\\_%'
       AND NOT EXISTS (SELECT FROM "CubeHistory" h WHERE h.status = 'READY' AND c.relname = 'UserFeature_' || h.id)`,
    url,
  );
  expect(left).toEqual([]);
  expect(readdirSync(join(project.project.state, 'spill'))).toEqual([]);
  expect((await upload(ds).ended).stdout).toContain('is current already');
};

const publishFirstDay = async (): Promise<void> => {
  expect(await upload(days[0]).ended).toMatchObject({ status: 0, stderr: '' });
};

/** A session of somebody else that is in the way. */
const blocker = async (...statements: readonly string[]): Promise<() => Promise<void>> => {
  const client = new pg.Client({ connectionString: url, application_name: 'in the way' });
  await client.connect();
  for (const sql of statements) await client.query(sql);
  return async () => await client.end();
};

test('Ctrl-C during a COPY', async () => {
  await publishFirstDay();
  const line = await slowLine(url);
  try {
    const cli = upload(days[1], line.url);
    await until(`a.query LIKE 'COPY%' AND a.state = 'active'`);
    await sleep(300);
    await stops(cli, { doing: 'COPY' });
  } finally {
    await line.close();
  }
  expect(await served()).toEqual([[days[0], rows, sums[days[0]]]]);
  await finishes(days[1]);
});

test('kill during a COPY to a backend that hangs', async () => {
  await publishFirstDay();
  const line = await slowLine(url);
  const cli = upload(days[1], line.url);
  const pid = Number((await until(`a.query LIKE 'COPY%' AND a.state = 'active'`))['pid']);
  process.kill(pid, 'SIGSTOP');
  try {
    await sleep(300);
    await stops(cli, { doing: 'COPY, the backend hangs', signal: 'SIGTERM', to: 'process' });
    // It still holds the lock of the definition.
    const { status, stderr } = await upload(days[1]).ended;
    expect([status, stderr]).toEqual([75, expect.stringContaining(`backend ${pid}`)]);
  } finally {
    process.kill(pid, 'SIGCONT');
    await line.close();
  }
  expect(await served()).toEqual([[days[0], rows, sums[days[0]]]]);
  for (let round = 0; (await server.query(`SELECT FROM pg_stat_activity WHERE pid = ${pid}`)).length > 0; round += 1) {
    if (round === 100) throw new Error('the backend outlives its client');
    await sleep(50);
  }
  await finishes(days[1]);
});

test('Ctrl-C while the first upload waits to make the tables', async () => {
  const release = await blocker(`SELECT pg_advisory_lock(hashtextextended('chron:layout', 0))`);
  const cli = upload(days[0]);
  await until(`a.wait_event_type = 'Lock'`);
  await stops(cli, { doing: 'a lock on the tables as a whole' });
  await release();
  await finishes(days[0]);
});

test('Ctrl-C while ATTACH waits for its lock', async () => {
  await publishFirstDay();
  const release = await blocker('BEGIN', 'LOCK TABLE "UserFeature" IN SHARE UPDATE EXCLUSIVE MODE');
  const cli = upload(days[1]);
  await until(`a.wait_event_type = 'Lock' AND a.query LIKE '%ATTACH%'`);
  await stops(cli, { doing: 'ATTACH waits for a lock' });
  await release();
  expect(await served()).toEqual([[days[0], rows, sums[days[0]]]]);
  await finishes(days[1]);
});

test('Ctrl-C while an old reader is waited for; another upload meanwhile is told who is at it', async () => {
  await publishFirstDay();
  const release = await blocker('BEGIN', 'SELECT FROM "UserFeature" LIMIT 1');
  const cli = upload(days[1]);
  await until(`EXISTS (SELECT FROM "CubeHistory" WHERE status = 'UPLOADED')`);
  const second = await upload(days[1]).ended;
  expect([second.status, second.stderr]).toEqual([75, expect.stringMatching(/another publish .* \(chron:\d/)]);
  await stops(cli, { doing: 'an old reader is waited for' });
  expect(await served()).toEqual([[days[0], rows, sums[days[0]]]]);
  await release();
  await finishes(days[1]);
});
