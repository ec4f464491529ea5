import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OnlineStoreOptions, openOnlineStore } from '#runtime/online/open-online-store';
import type { Hook, OnlineRow, OnlineStore, Publish, Published } from '#runtime/ports';
import { type OwnServer, ownServer } from './own-server.ts';
import { numbered, request } from './rows.ts';

let server: OwnServer;
let databases = 0;

beforeAll(async () => {
  server = await ownServer();
});
afterAll(async () => await server.remove());

type Opened = { readonly url: string; readonly store: OnlineStore };

const within = async (
  use: (opened: Opened) => Promise<void>,
  options: Partial<OnlineStoreOptions> = {},
): Promise<void> => {
  databases += 1;
  const url = await server.database(`t${databases}`);
  const store = await openOnlineStore({ url, project: 'shop', profile: 'test', cacheMillis: 0, ...options });
  try {
    await use({ url, store });
  } finally {
    await store.close();
  }
};

const publishWith = async (url: string, hook: Hook, asked: Publish): Promise<Published> => {
  const store = await openOnlineStore({ url, project: 'shop', profile: 'test', hook });
  try {
    return await store.publish(asked);
  } finally {
    await store.close();
  }
};

const inputOf = async (store: OnlineStore, key: string): Promise<unknown> => {
  const found = await store.fetch('shop.users.v1', key);
  return found.answer === 'value' ? (JSON.parse(found.feature) as { readonly input: unknown }).input : found.answer;
};

/** Tables of versions that no version row accounts for. */
const orphans = async (url: string): Promise<number> => {
  const rows = await server.query(
    `SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relname LIKE 'UserFeature\\_%' AND NOT EXISTS (
       SELECT FROM "CubeHistory" h WHERE h.status = 'READY' AND c.relname = 'UserFeature_' || h.id)`,
    url,
  );
  return rows.length;
};

const statuses = async (url: string): Promise<readonly unknown[]> =>
  await server.query('SELECT status, current, ds FROM "CubeHistory" ORDER BY sequence', url);

const ready = (ds: string, current: boolean): unknown => ({ status: 'READY', current, ds });
const failed = (ds: string): unknown => ({ status: 'FAILED', current: false, ds });

describe('publish', () => {
  test('a version, the same again, a new day, the first day with other rows', async () => {
    await within(async ({ url, store }) => {
      expect(await store.fetch('shop.users.v1', 'u1')).toEqual({ answer: 'no version' });
      const first = await store.publish(request(numbered(5000, 'a'), { inputDigest: 'a' }));
      expect(first).toMatchObject({ outcome: 'published', rows: 5000 });
      expect(first.version).toMatch(/^\d{14}_000001$/);

      const again = await store.publish(request(numbered(5000, 'a'), { inputDigest: 'a', runId: 'other' }));
      expect(again).toEqual({ ...first, outcome: 'current already' });

      const second = await store.publish(request(numbered(7, 'b'), { inputDigest: 'b', ds: '2024-01-02' }));
      expect(second.version > first.version).toBe(true);
      expect(await store.fetch('shop.users.v1', 'u1')).toEqual({
        answer: 'value',
        versionId: second.versionId,
        version: second.version,
        ds: '2024-01-02',
        feature: expect.stringContaining('"b"') as unknown,
      });
      expect(await store.fetch('shop.users.v1', 'u4999')).toMatchObject({
        answer: 'no such key',
        versionId: second.versionId,
      });

      const back = await store.publish(request(numbered(5000, 'a'), { inputDigest: 'a' }));
      expect(back.outcome).toBe('published');
      expect(await inputOf(store, 'u4999')).toBe('a');
      expect(await statuses(url)).toEqual([
        ready('2024-01-01', false),
        ready('2024-01-02', false),
        ready('2024-01-01', true),
      ]);
      const retired = await server.query('SELECT count("retiredAt")::int AS n FROM "CubeHistory"', url);
      expect(retired).toEqual([{ n: 2 }]);
    });
  });

  test('no rows at all is a version too', async () => {
    await within(async ({ store }) => {
      expect(await store.publish(request([], { inputDigest: 'none' }, 0))).toMatchObject({
        outcome: 'published',
        rows: 0,
      });
      expect(await store.fetch('shop.users.v1', 'u1')).toMatchObject({ answer: 'no such key' });
    });
  });

  test('definitions, projects and profiles do not see each other', async () => {
    await within(async ({ url, store }) => {
      const other = await openOnlineStore({ url, project: 'shop', profile: 'prod' });
      await store.publish(request(numbered(3, 'a'), { inputDigest: 'a' }));
      expect(await other.fetch('shop.users.v1', 'u1')).toEqual({ answer: 'no version' });
      await Promise.all([
        other.publish(request(numbered(3, 'p'), { inputDigest: 'a' })),
        store.publish(request(numbered(3, 'd'), { inputDigest: 'a', definition: 'shop.items.v1' })),
      ]);
      expect(await inputOf(store, 'u1')).toBe('a');
      expect(await inputOf(other, 'u1')).toBe('p');
      const rows = await server.query('SELECT "serviceId" FROM "ServiceConfig" ORDER BY 1', url);
      expect(rows).toEqual([{ serviceId: 'shop/prod' }, { serviceId: 'shop/test' }]);
      await other.close();
    });
  });

  test('hostile text arrives as it was sent', async () => {
    const texts = [
      'tab\there',
      'line\nline',
      'cr\rcr',
      '\r\n',
      '\\',
      '\\.',
      '\\N',
      '\n\\.\n',
      '"',
      "'",
      `"'\`$$`,
      '\u{1f600}',
      '\u{10ffff}',
      'é\u0301',
      '\u0001\u001f\u007f',
      '\u2028',
      '',
      ' ',
      'NULL',
      '\\u0000',
      '{"a":1}',
      'x,y',
      '\ufeff',
    ];
    const rows = texts.map((text): OnlineRow => [text, JSON.stringify({ text, [text]: [text] })]);
    await within(async ({ url, store }) => {
      await store.publish(request(rows, { inputDigest: 'hostile' }, 3));
      for (const text of texts) {
        const found = await store.fetch('shop.users.v1', text);
        expect(found.answer === 'value' && (JSON.parse(found.feature) as unknown)).toEqual({ text, [text]: [text] });
      }
      expect(await store.fetch('shop.users.v1', `' OR '1'='1`)).toMatchObject({ answer: 'no such key' });
      expect(await store.fetch('shop.users.v1', 'a\0b')).toMatchObject({ answer: 'no such key' });
      const count = await server.query('SELECT count(*)::int AS n FROM "UserFeature"', url);
      expect(count).toEqual([{ n: texts.length }]);
    });
  });

  test('every digit is kept', async () => {
    const feature = `{"l": 9007199254740993, "d": ${'9'.repeat(36)}.99, "n": null, "m": -0.000000000000000000000000000000000001}`;
    await within(async ({ store }) => {
      await store.publish(request([['k', feature]], { inputDigest: 'digits' }, 1));
      const found = await store.fetch('shop.users.v1', 'k');
      const text = found.answer === 'value' ? found.feature : '';
      for (const digits of feature.match(/-?\d[\d.]+/g) ?? []) expect(text).toContain(`: ${digits}`);
    });
  });
});

describe('a publish that ends anywhere', () => {
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
    'copy 0 done',
    'copy 3',
    'copied 3',
    'copy 3 done',
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

  const crashAt =
    (at: string, seen: string[]): Hook =>
    (name) => {
      seen.push(name);
      if (name === at) throw new Error(`crash at ${at}`);
    };

  test('the hook hears every step in order', async () => {
    await within(async ({ url }) => {
      const seen: string[] = [];
      await publishWith(url, (name) => void seen.push(name), request(numbered(8, 'a'), { inputDigest: 'a' }));
      expect(seen.filter((name) => steps.includes(name))).toEqual(steps);
    });
  });

  test('is continued by the next one: the same version, chunks that are done are not sent again', async () => {
    await within(async ({ url, store }) => {
      await store.publish(request(numbered(1000, 'old'), { inputDigest: 'old' }));
      for (const at of steps) {
        const asked = request(numbered(1000, at), { inputDigest: at });
        const seen: string[] = [];
        await expect(publishWith(url, crashAt(at, seen), asked)).rejects.toThrow(`crash at ${at}`);
        const begun = await server.query(`SELECT version_id AS id FROM chron.run WHERE input_digest = '${at}'`, url);
        const old = at === 'flip done' ? at : steps.indexOf(at) === 0 ? 'old' : steps[steps.indexOf(at) - 1];
        expect(await inputOf(store, 'u7')).toBe(old);

        const resumed: string[] = [];
        const published = await publishWith(url, (name) => void resumed.push(name), asked);
        expect(published.outcome).toBe(at === 'flip done' ? 'current already' : 'published');
        if (begun.length > 0) expect(published.versionId).toBe(begun[0]?.['id']);
        const finished = seen.filter((name) => /^copy \d+ done$/.test(name)).map((name) => name.replace(' done', ''));
        expect(resumed.filter((name) => finished.includes(name))).toEqual([]);
        expect(await inputOf(store, 'u999')).toBe(at);
        expect(await orphans(url)).toBe(0);
      }
      const rows = await server.query(`SELECT status, count(*)::int AS n FROM "CubeHistory" GROUP BY 1`, url);
      expect(rows).toEqual([{ status: 'READY', n: steps.length + 1 }]);
    });
  });

  test('is given up when another input follows: its table is dropped, readers go on', async () => {
    await within(async ({ url, store }) => {
      await store.publish(request(numbered(100, 'old'), { inputDigest: 'old' }));
      for (const at of ['register done', 'copy 1', 'index done', 'attach done', 'flipping']) {
        const asked = request(numbered(100, at), { inputDigest: at, ds: '2024-01-02' });
        await expect(publishWith(url, crashAt(at, []), asked)).rejects.toThrow('crash at');
      }
      expect(await inputOf(store, 'u7')).toBe('old');
      expect(await store.publish(request(numbered(100, 'old'), { inputDigest: 'old' }))).toMatchObject({
        outcome: 'current already',
      });
      expect(await orphans(url)).toBe(0);
      expect(await statuses(url)).toEqual([
        ready('2024-01-01', true),
        ...Array.from({ length: 5 }, () => failed('2024-01-02')),
      ]);
    });
  });
});
