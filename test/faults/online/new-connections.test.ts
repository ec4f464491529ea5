import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOnlineStore } from '#runtime/online/open-online-store';
import { type OwnServer, ownServer } from '../../runtime/online/own-server.ts';
import { numbered, request } from '../../runtime/online/rows.ts';

const rounds = Number(process.env['CHRON_FAULT_ROUNDS'] ?? '1');
const keys = 100;
let server: OwnServer;

beforeAll(async () => {
  server = await ownServer();
});
afterAll(async () => await server.remove());

/**
 * A new backend reads the list of partitions at its first query. One that does so while another version is attached
 * can keep the old list; with many partitions and no refresh, one connection in forty does.
 */
test('whoever connects during a publish finds every key', async () => {
  const url = await server.database('connecting');
  const store = await openOnlineStore({ url, project: 'shop', profile: 'test' });
  let input = 0;
  const publish = async (): Promise<void> => {
    input += 1;
    await store.publish(request(numbered(keys, `i${input}`), { inputDigest: `i${input}` }, 1));
  };
  for (let n = 0; n < 250; n += 1) await publish();

  const seen = { connections: 0, reads: 0, empty: 0 };
  let stopped = false;
  const connecting = async (): Promise<void> => {
    while (!stopped) {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      seen.connections += 1;
      for (let n = 0; n < 15 && !stopped; n += 1) {
        const current = await client.query<{ id: string }>('SELECT id FROM "CubeHistory" WHERE current');
        const feature = await client.query(
          'SELECT feature FROM "UserFeature" WHERE "cubeHistoryId" = $1 AND "userId" = $2',
          [current.rows[0]?.id, 'u7'],
        );
        seen.reads += 1;
        if (feature.rows.length === 0) seen.empty += 1;
      }
      await client.end();
    }
  };
  const loops = [connecting(), connecting(), connecting(), connecting()];
  for (let n = 0; n < 80 * rounds; n += 1) await publish();
  stopped = true;
  await Promise.all(loops);
  await store.close();
  expect(seen.connections).toBeGreaterThan(200);
  expect(seen.empty).toBe(0);
});
