import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openOnlineStore } from '#runtime/online/open-online-store';
import type { OnlineRow, OnlineStore, Publish } from '#runtime/ports';
import { type OwnServer, ownServer } from './own-server.ts';
import { numbered, request } from './rows.ts';

let server: OwnServer;
let url: string;
let store: OnlineStore;
let databases = 0;

beforeAll(async () => {
  server = await ownServer();
});
afterAll(async () => await server.remove());

const fresh = async (): Promise<void> => {
  databases += 1;
  url = await server.database(`r${databases}`);
  store = await openOnlineStore({ url, project: 'shop', profile: 'test', cacheMillis: 0 });
  await store.publish(request(numbered(10, 'old'), { inputDigest: 'old' }));
};

const containing = (...parts: readonly string[]): unknown =>
  expect.stringMatching(new RegExp(parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^]*')));

/** The old version is served, and nothing of the new one is left. */
const unchanged = async (): Promise<void> => {
  expect(await store.fetch('shop.users.v1', 'u1')).toMatchObject({ feature: containing('"old"') });
  const tables = await server.query(
    `SELECT relname FROM pg_class WHERE relname LIKE 'UserFeature\\_v%' AND relkind = 'r'`,
    url,
  );
  expect(tables.length).toBe(1);
};

describe('rows that PostgreSQL refuses', () => {
  beforeAll(fresh);
  afterAll(async () => await store.close());

  const refused = async (rows: readonly OnlineRow[], error: Record<string, unknown>): Promise<void> => {
    const inputDigest = JSON.stringify(rows).slice(0, 40);
    await expect(store.publish(request(rows, { inputDigest }, 2))).rejects.toMatchObject({ exitCode: 1, ...error });
    await unchanged();
    const [last] = await server.query('SELECT status FROM "CubeHistory" ORDER BY sequence DESC LIMIT 1', url);
    expect(last).toEqual({ status: 'FAILED' });
  };

  test('names the definition, the chunk and the row, never the value', async () => {
    const rows: readonly OnlineRow[] = [...numbered(4, 'x'), ['secret-key', '{"secret-value": NaN}']];
    const error = (await store.publish(request(rows, { inputDigest: 'nan' }, 1)).catch((e: unknown) => e)) as Error;
    expect(error).toMatchObject({
      code: 'CHR2305',
      message: containing('shop.users.v1', '2024-01-01', 'chunk 0', 'row 5'),
    });
    expect(inspect(error, { depth: 9 })).not.toContain('secret-value');
  });

  test('NaN, U+0000, half a surrogate pair, no JSON at all', async () => {
    await refused([...numbered(3, 'x'), ['k', '{"a": NaN}']], { code: 'CHR2305', message: containing('chunk 1') });
    await refused([['k', '{"a": "\\u0000"}']], { code: 'CHR2305' });
    await refused([['k\0', '{}']], { code: 'CHR2305' });
    await refused([['k', '{"a":"\ud800"}']], { code: 'CHR2305', message: containing('surrogate') });
    await refused([['k', '']], { code: 'CHR2305' });
  });

  test('a key twice, even in two chunks; a key that no index holds', async () => {
    await refused([...numbered(3, 'x'), ['u, 1)', '{}'], ['u, 1)', '{}']], {
      code: 'CHR2308',
      message: containing('key u, 1) comes twice'),
    });
    const long = Array.from({ length: 9000 }, (_, n) => String.fromCharCode(0x4e00 + ((n * 7919) % 20_000))).join('');
    await refused([[long, '{}']], { code: 'CHR2308', message: containing('longer than') });
  });

  test('fewer or more rows than promised', async () => {
    const rows = numbered(9, 'x');
    const short = { ...request(rows, { inputDigest: 'short' }), rows: 10 };
    await expect(store.publish(short)).rejects.toMatchObject({ code: 'CHR2306', message: containing('10', '9') });
    await unchanged();
    await expect(store.publish({ ...short, rows: 8 })).rejects.toMatchObject({ code: 'CHR2306' });
    await unchanged();
  });

  test('an error of the source of rows is passed on as it is', async () => {
    const boom = new Error('the disk is gone');
    const asked: Publish = {
      ...request(numbered(9, 'x'), { inputDigest: 'source' }),
      chunk: async function* () {
        yield numbered(2, 'x');
        throw boom;
      },
    };
    await expect(store.publish(asked)).rejects.toBe(boom);
    expect(await store.publish(request(numbered(9, 'x'), { inputDigest: 'source' }))).toMatchObject({ rows: 9 });
  });
});

describe('a database that cannot be published into', () => {
  beforeAll(fresh);
  afterAll(async () => await store.close());
  const next = (): Promise<unknown> => store.publish(request(numbered(3, 'n'), { inputDigest: 'n' }));

  test('a DEFAULT partition, a missing key, a newer layout are refused by name', async () => {
    await server.query('CREATE TABLE rest PARTITION OF "UserFeature" DEFAULT', url);
    await expect(next()).rejects.toMatchObject({ code: 'CHR2304', message: containing('DEFAULT partition, rest') });
    await server.query('DROP TABLE rest', url);
    await server.query('ALTER TABLE "UserFeature" DROP CONSTRAINT "UserFeature_pkey"', url);
    await expect(next()).rejects.toMatchObject({ code: 'CHR2304', message: containing('primary key') });
    await server.query('ALTER TABLE "UserFeature" ADD PRIMARY KEY ("cubeHistoryId", "userId")', url);
    await server.query('UPDATE chron.layout SET version = 99', url);
    await expect(next()).rejects.toMatchObject({ code: 'CHR2304', message: containing('newer chron') });
    await server.query('UPDATE chron.layout SET version = 1', url);
    await expect(next()).resolves.toMatchObject({ outcome: 'published' });
  });

  test('a table of that name that is not partitioned', async () => {
    const other = await server.database('unpartitioned');
    await server.query('CREATE TABLE "UserFeature" ("cubeHistoryId" text, "userId" text, feature jsonb)', other);
    const strange = await openOnlineStore({ url: other, project: 'shop', profile: 'test' });
    await expect(strange.publish(request(numbered(3, 'n'), { inputDigest: 'n' }))).rejects.toMatchObject({
      code: 'CHR2304',
      message: containing('not partitioned'),
    });
    await strange.close();
  });

  test('an interrupted detach is ended first', async () => {
    await server.query('CREATE TABLE gone PARTITION OF "UserFeature" FOR VALUES IN (\'gone\')', url);
    const reader = new pg.Client({ connectionString: url });
    await reader.connect();
    await reader.query('BEGIN');
    await reader.query('SELECT FROM "UserFeature"');
    const detach = new pg.Client({ connectionString: url });
    await detach.connect();
    await detach.query(`SET lock_timeout = '50ms'`);
    await expect(detach.query('ALTER TABLE "UserFeature" DETACH PARTITION gone CONCURRENTLY')).rejects.toThrow(
      'timeout',
    );
    await Promise.all([reader.end(), detach.end()]);
    const pending = await server.query(
      'SELECT inhdetachpending AS pending FROM pg_inherits WHERE inhdetachpending',
      url,
    );
    expect(pending).toEqual([{ pending: true }]);
    await store.publish(request(numbered(3, 'p'), { inputDigest: 'p' }));
    const rows = await server.query(`SELECT inhrelid FROM pg_inherits WHERE inhrelid = 'gone'::regclass`, url);
    expect(rows).toEqual([]);
  });
});

describe('a connection that cannot be had', () => {
  const canary = 'c4n&ry p@ss';

  const failure = async (at: string): Promise<Error> => {
    const error = (await openOnlineStore({ url: at, project: 'shop', profile: 'test' }).catch(
      (e: unknown) => e,
    )) as Error;
    const everything = `${inspect(error, { depth: 9 })} ${JSON.stringify(error)}`;
    for (const secret of [canary, encodeURIComponent(canary)]) expect(everything).not.toContain(secret);
    return error;
  };

  beforeAll(async () => {
    await server.query(`CREATE ROLE keeper LOGIN PASSWORD 'right'`);
    const hba = join(server.data, 'pg_hba.conf');
    await writeFile(hba, `host all keeper 127.0.0.1/32 scram-sha-256\n${await readFile(hba, 'utf8')}`);
    await server.query('SELECT pg_reload_conf()');
  });

  test('is one clear error without the secret', async () => {
    const { port } = new URL(server.url);
    const password = encodeURIComponent(canary);
    expect(await failure(`postgres://keeper:${password}@127.0.0.1:${port}/chron`)).toMatchObject({
      code: 'CHR2301',
      exitCode: 2,
      message: containing('chron as keeper', 'refused'),
    });
    expect(await failure(`postgres://chron:${password}@127.0.0.1:${port}/nowhere`)).toMatchObject({
      code: 'CHR2301',
      message: containing('nowhere', 'no such database'),
    });
    expect(await failure(`postgres://chron:${password}@127.0.0.1:1/chron`)).toMatchObject({
      code: 'CHR2301',
      message: containing('127.0.0.1:1', 'cannot be reached', 'ECONNREFUSED'),
    });
    expect(await failure(`postgres://chron:${password}@no-such-host.invalid/chron`)).toMatchObject({
      code: 'CHR2301',
      message: containing('no-such-host.invalid'),
    });
    expect(await failure(`mysql://chron:${password}@127.0.0.1/chron`)).toMatchObject({ code: 'CHR2301' });
    expect(await failure(`not a url ${canary}`)).toMatchObject({ code: 'CHR2301' });
  });

  test('a user without rights is told which ones it needs', async () => {
    const { port } = new URL(server.url);
    const poor = await openOnlineStore({
      url: `postgres://keeper:right@127.0.0.1:${port}/chron`,
      project: 'shop',
      profile: 'test',
    });
    await expect(poor.publish(request(numbered(3, 'n'), { inputDigest: 'n' }))).rejects.toMatchObject({
      code: 'CHR2303',
      exitCode: 2,
      message: containing('permission denied'),
    });
    await poor.close();
  });
});
