import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { openOnlineStore } from '#runtime/online/open-online-store';
import type { Fetched, OnlineStore } from '#runtime/ports';
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
beforeEach(async () => {
  url = await server.database(`t${++databases}`);
  store = await openOnlineStore({ url, project: 'shop', profile: 'test', cacheMillis: 60_000 });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await store.close();
});

const [users, items, places] = ['shop.users.v1', 'shop.items.v1', 'shop.places.v1'];
const publish = async (definition: string, input: string, count = 10): Promise<void> => {
  await store.publish(request(numbered(count, input), { definition, inputDigest: `${definition} ${input}` }));
};
const inputs = (answers: readonly Fetched[]): readonly string[] =>
  answers
    .map((one) => (one.answer === 'value' ? (JSON.parse(one.feature) as { input: string; n: number }) : one))
    .map((one) => ('n' in one ? `${one.input} ${one.n}` : one.answer));

/** The statements that are sent while `work` runs. */
const statements = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
  const sent = vi.spyOn(pg.Client.prototype, 'query');
  await work();
  const names = sent.mock.calls.map(([config]) => (config as unknown as { readonly name: string }).name);
  sent.mockRestore();
  return names;
};

test('keys of several definitions, one of them twice: each has its own answer, in the order they were asked for', async () => {
  await publish(users, 'u');
  await publish(items, 'i');
  const answers = await store.fetchAll([
    { definition: items, key: 'u3' },
    { definition: users, key: 'u1' },
    { definition: places, key: 'u1' },
    { definition: users, key: 'u7' },
    { definition: users, key: 'nobody' },
    { definition: items, key: null },
    { definition: items, key: 'a\0b' },
  ]);
  expect(inputs(answers)).toEqual(['i 3', 'u 1', 'no version', 'u 7', 'no such key', 'no such key', 'no such key']);
  const ids = answers.map((one) => (one.answer === 'no version' ? null : one.versionId));
  expect(new Set([ids[0], ids[5], ids[6]]).size).toBe(1);
  expect(new Set([ids[1], ids[3], ids[4]]).size).toBe(1);
  expect(ids[0]).not.toBe(ids[1]);
  expect(await store.fetchAll([])).toEqual([]);
});

test('one statement once the versions are remembered, however many keys there are', async () => {
  await publish(users, 'u');
  await publish(items, 'i');
  const asked = [
    { definition: users, key: 'u1' },
    { definition: users, key: 'u2' },
    { definition: items, key: 'u3' },
    { definition: items, key: null },
  ];
  await store.fetch(places, 'u1');
  expect(await statements(async () => await store.fetchAll(asked))).toEqual([
    'chron-current-versions',
    'chron-features-of-3',
  ]);
  expect(await statements(async () => await store.fetchAll(asked))).toEqual(['chron-features-of-3']);
  expect(await statements(async () => await store.fetch(users, 'u9'))).toEqual(['chron-features-of-1']);
  // Versions are looked up again before a key is said not to exist; they have not changed, so the rows are not.
  const missing = [...asked, { definition: items, key: 'nobody' }];
  expect(await statements(async () => await store.fetchAll(missing))).toEqual([
    'chron-features-of-4',
    'chron-current-versions',
  ]);
});

test('a key that only the newer version has: that definition is read again, as one version; the others stay', async () => {
  await publish(users, 'old');
  await publish(items, 'i');
  await store.fetchAll([
    { definition: users, key: 'u1' },
    { definition: items, key: 'u1' },
  ]);
  await publish(users, 'new', 20);
  const asked = [
    { definition: users, key: 'u1' },
    { definition: items, key: 'u1' },
    { definition: users, key: 'u15' },
  ];
  expect(inputs(await store.fetchAll(asked.slice(0, 2)))).toEqual(['old 1', 'i 1']);
  expect(inputs(await store.fetchAll(asked))).toEqual(['new 1', 'i 1', 'new 15']);
});

test('rows that are gone with a remembered version are found in the one that replaced it', async () => {
  await publish(users, 'old');
  await publish(items, 'i');
  await store.fetchAll([
    { definition: users, key: 'u1' },
    { definition: items, key: 'u1' },
  ]);
  await publish(users, 'new');
  const [old] = await server.query(`SELECT id FROM "CubeHistory" WHERE NOT current`, url);
  await server.query(`DROP TABLE "UserFeature_${String(old?.['id'])}"`, url);
  const answers = await store.fetchAll([
    { definition: users, key: 'u1' },
    { definition: items, key: 'u1' },
  ]);
  expect(inputs(answers)).toEqual(['new 1', 'i 1']);
});

test('one partition is planned for each key: readers of one version do not lock the others', async () => {
  for (const input of ['a', 'b', 'c']) await publish(users, input);
  await publish(items, 'i');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const ids = await client.query<{ id: string }>('SELECT id FROM "CubeHistory" WHERE current ORDER BY sequence');
    const [user = '', item = ''] = ids.rows.map(({ id }) => id);
    const { featuresOfKeys } = await import('#runtime/online/statements/features-of-keys');
    await client.query('BEGIN; SET LOCAL plan_cache_mode = force_custom_plan');
    await client.query({ ...featuresOfKeys(3), values: [user, 'u1', user, 'u2', item, 'u1'] });
    const locked = await client.query<{ relname: string }>(
      `SELECT DISTINCT c.relname FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
       WHERE l.pid = pg_backend_pid() AND c.relkind = 'r' AND c.relname LIKE 'UserFeature\\_%' ORDER BY 1`,
    );
    expect(locked.rows.map(({ relname }) => relname)).toEqual(
      [`UserFeature_${user}`, `UserFeature_${item}`].toSorted(),
    );
  } finally {
    await client.end();
  }
});
