import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { InterruptedError } from '#runtime/errors';
import { openOnlineStore } from '#runtime/online/open-online-store';
import type { Hook, OnlineRow, OnlineStore, Publish } from '#runtime/ports';
import { type OwnServer, ownServer } from './own-server.ts';
import { numbered, request } from './rows.ts';

let server: OwnServer;
let url: string;
let databases = 0;
let open: OnlineStore[] = [];

beforeAll(async () => {
  server = await ownServer();
});
afterAll(async () => await server.remove());
beforeEach(async () => {
  databases += 1;
  url = await server.database(`c${databases}`);
});
afterEach(async () => {
  await Promise.all(open.map(async (store) => await store.close()));
  open = [];
});

const opened = async (hook: Hook = () => {}, drainMillis = 10_000): Promise<OnlineStore> => {
  const store = await openOnlineStore({ url, project: 'shop', profile: 'test', cacheMillis: 0, hook, drainMillis });
  open.push(store);
  return store;
};

const session = async (name: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: url, application_name: name });
  client.on('error', () => {});
  await client.connect();
  return client;
};

const gate = (): { readonly promise: Promise<void>; readonly open: () => void } => {
  let release = (): void => {};
  const promise = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { promise, open: release };
};

const backends = async (): Promise<number> => {
  const rows = await server.query(
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name LIKE 'chron:run-%' AND datname = '${new URL(url).pathname.slice(1)}'`,
  );
  return Number(rows[0]?.['n']);
};

describe('two at once', () => {
  test('one works, the other is told at once who does', async () => {
    const reached = gate();
    const go = gate();
    const first = await opened(async (step) => {
      if (step !== 'copy 1') return;
      reached.open();
      await go.promise;
    });
    const second = await opened();
    const working = first.publish(request(numbered(50, 'a'), { inputDigest: 'a' }));
    await reached.promise;
    await expect(second.publish(request(numbered(50, 'b'), { inputDigest: 'b' }))).rejects.toMatchObject({
      code: 'CHR2302',
      exitCode: 75,
      message: expect.stringContaining('chron:run-a') as unknown,
    });
    go.open();
    expect(await working).toMatchObject({ outcome: 'published' });
    expect(await second.publish(request(numbered(50, 'b'), { inputDigest: 'b' }))).toMatchObject({
      outcome: 'published',
    });
  });

  test('six first publishes of one input at once: one version', async () => {
    const stores = await Promise.all(Array.from({ length: 6 }, async () => await opened()));
    const results = await Promise.allSettled(
      stores.map(async (store) => await store.publish(request(numbered(50, 'a'), { inputDigest: 'a' }))),
    );
    const fine = results.filter(({ status }) => status === 'fulfilled');
    expect(fine.length).toBeGreaterThan(0);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ exitCode: 75 });
    }
    expect(await server.query('SELECT status FROM "CubeHistory"', url)).toEqual([{ status: 'READY' }]);
  });
});

describe('giving up', () => {
  /** Publishes until `reached`, then aborts; says how long it took to end. */
  const abortedAfter = async (asked: Publish, store: OnlineStore, reached: Promise<void>): Promise<number> => {
    const control = new AbortController();
    const reason = new InterruptedError('SIGINT');
    const ending = store.publish({ ...asked, signal: control.signal });
    const outcome = ending.catch((error: unknown) => error);
    await reached;
    const from = performance.now();
    control.abort(reason);
    expect(await outcome).toBe(reason);
    return performance.now() - from;
  };

  const rolledBack = async (): Promise<void> => {
    for (let round = 0; (await backends()) > 0; round += 1) {
      expect(round).toBeLessThan(100);
      await sleep(20);
    }
  };

  test('in a COPY that has no end: under 2 s, rolled back, continued later', async () => {
    const store = await opened();
    await store.publish(request(numbered(50, 'old'), { inputDigest: 'old' }));
    const streaming = gate();
    const endless = async function* (): AsyncGenerator<readonly OnlineRow[]> {
      for (let n = 0; ; n += 1) {
        yield numbered(1000, `x${n}`);
        if (n === 20) streaming.open();
      }
    };
    const asked = request(numbered(100, 'new'), { inputDigest: 'new' }, 2);
    const chunk: Publish['chunk'] = (index) => (index === 0 ? asked.chunk(0) : endless());
    expect(await abortedAfter({ ...asked, chunk }, store, streaming.promise)).toBeLessThan(2000);
    await rolledBack();
    const chunks = await server.query(
      `SELECT c.rows::int AS rows FROM chron.chunk c JOIN chron.run USING (version_id)
      WHERE input_digest = 'new' ORDER BY chunk`,
      url,
    );
    expect(chunks).toEqual([{ rows: 50 }, { rows: null }]);
    expect(await store.publish(asked)).toMatchObject({ outcome: 'published', rows: 100 });
  });

  test('while the source of rows hangs', async () => {
    const store = await opened();
    const hanging = gate();
    const chunk: Publish['chunk'] = async function* () {
      yield numbered(10, 'x');
      hanging.open();
      await new Promise(() => {});
    };
    const asked = { ...request(numbered(20, 'x'), { inputDigest: 'x' }), chunk };
    expect(await abortedAfter(asked, store, hanging.promise)).toBeLessThan(2000);
    await rolledBack();
  });

  test.each([
    ['attach', 'LOCK TABLE "UserFeature" IN ACCESS SHARE MODE', 'drain'],
    ['attach', 'LOCK TABLE "UserFeature" IN EXCLUSIVE MODE', 'attach'],
    ['flip', 'LOCK TABLE "CubeHistory" IN EXCLUSIVE MODE', 'flip'],
  ])('while it waits for others at %s (%s)', async (at, lock, waiting) => {
    const other = await session('somebody');
    const reached = gate();
    const store = await opened(async (step) => {
      if (step === at) {
        await other.query('BEGIN');
        await other.query(lock);
      }
      if (step === waiting) setTimeout(reached.open, 100);
    });
    const asked = request(numbered(20, 'x'), { inputDigest: 'x' });
    expect(await abortedAfter(asked, store, reached.promise)).toBeLessThan(2000);
    await other.end();
    await rolledBack();
    expect(await (await opened()).publish(asked)).toMatchObject({ outcome: 'published' });
  });

  test('before it began', async () => {
    const asked = request(numbered(20, 'x'), { inputDigest: 'x' });
    await expect((await opened()).publish({ ...asked, signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

describe('readers that were there before', () => {
  test('are waited for, and named when they do not end', async () => {
    const other = await session('a long report');
    await (await opened()).publish(request(numbered(20, 'old'), { inputDigest: 'old' }));
    await other.query('BEGIN');
    await other.query('SELECT count(*) FROM "UserFeature"');
    const asked = request(numbered(20, 'new'), { inputDigest: 'new' });
    const store = await opened(() => {}, 300);
    await expect(store.publish(asked)).rejects.toMatchObject({
      code: 'CHR2309',
      exitCode: 75,
      message: expect.stringContaining('a long report') as unknown,
    });
    expect(await store.fetch('shop.users.v1', 'u1')).toMatchObject({
      feature: expect.stringContaining('old') as unknown,
    });
    const patient = (await opened()).publish(asked);
    await sleep(500);
    await other.query('COMMIT');
    expect(await patient).toMatchObject({ outcome: 'published' });
    await other.end();
  });
});

describe('a connection that breaks', () => {
  const breakingAt = (steps: readonly string[]): Hook => {
    const left = new Set(steps);
    return async (step) => {
      if (!left.delete(step)) return;
      await server.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'chron:run-%'`,
      );
    };
  };

  test('is opened again, and the publish goes on, whatever the step', async () => {
    for (const [n, step] of [
      'prepare',
      'register',
      'create',
      'copy 1',
      'copied 2',
      'index',
      'attach',
      'flip',
      'flipping',
      'flip done',
    ].entries()) {
      const store = await opened(breakingAt([step]));
      const input = `input ${step}`;
      const published = await store.publish(request(numbered(200, input), { inputDigest: input }));
      expect(published).toMatchObject({ outcome: 'published', rows: 200 });
      expect(await server.query('SELECT status FROM "CubeHistory"', url)).toEqual(
        Array.from({ length: n + 1 }, () => ({ status: 'READY' })),
      );
      expect(await store.fetch('shop.users.v1', 'u199')).toMatchObject({
        feature: expect.stringContaining(input) as unknown,
      });
    }
  });

  test('does not let an overtaken run replace what came after it', async () => {
    const other = await opened();
    const breaking = breakingAt(['copy 2']);
    const store = await opened(async (step) => {
      await breaking(step);
      if (step === 'copy 2') await other.publish(request(numbered(20, 'newer'), { inputDigest: 'newer' }));
    });
    await expect(store.publish(request(numbered(20, 'older'), { inputDigest: 'older' }))).rejects.toMatchObject({
      code: 'CHR2307',
      exitCode: 75,
    });
    expect(await store.fetch('shop.users.v1', 'u1')).toMatchObject({
      feature: expect.stringContaining('newer') as unknown,
    });
  });

  test('a fetch survives it', async () => {
    const store = await opened();
    await store.publish(request(numbered(20, 'a'), { inputDigest: 'a' }));
    await store.fetch('shop.users.v1', 'u1');
    await server.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'chron:fetch'`);
    expect(await store.fetch('shop.users.v1', 'u1')).toMatchObject({ answer: 'value' });
  });
});
