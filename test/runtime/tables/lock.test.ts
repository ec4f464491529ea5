import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Blobs } from '#runtime/tables/blobs';
import { localBlobs } from '#runtime/tables/local-blobs';
import { lockFolder } from '#runtime/tables/lock';

const root = mkdtempSync(join(tmpdir(), 'chron-lock-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let count = 0;
const fresh = (): string => {
  count += 1;
  const folder = join(root, String(count));
  mkdirSync(folder);
  return folder;
};
const lock = async (folder: string, holder = 'run r1') =>
  await lockFolder(localBlobs, folder, { table: 'team.t', holder, now: new Date('2023-12-01T00:00:00Z') });

const leave = (folder: string, other: object): void =>
  writeFileSync(
    join(folder, '_lock'),
    JSON.stringify({ holder: 'run old', pid: 1, ticks: null, host: hostname(), since: 'then', token: 't', ...other }),
  );

test('one holds it, a second is told who, after release the next may', async () => {
  const folder = fresh();
  const release = await lock(folder);
  await expect(lock(folder, 'run r2')).rejects.toMatchObject({
    code: 'CHR2201',
    exitCode: 75,
    message: expect.stringMatching(`run r1.*process ${process.pid} on .*since 2023-12-01`) as string,
  });
  await release();
  const again = await lock(folder, 'run r2');
  await again();
  expect(readdirSync(folder)).toEqual([]);
});

test("a dead process's lock is taken over", async () => {
  const { pid } = spawnSync('true');
  const folder = fresh();
  leave(folder, { pid });
  const release = await lock(folder);
  await release();
  expect(readdirSync(folder)).toEqual([]);
});

test('a process number that was given out again is not the holder', async () => {
  const folder = fresh();
  leave(folder, { pid: process.pid, ticks: '1' });
  // Only Linux tells when a process started; elsewhere the lock is respected.
  if (existsSync('/proc/self/stat')) await (await lock(folder))();
  else await expect(lock(folder)).rejects.toMatchObject({ code: 'CHR2201' });
});

test('a holder on another machine, and a file that is no lock, are left alone', async () => {
  const folder = fresh();
  leave(folder, { host: 'elsewhere', pid: spawnSync('true').pid });
  await expect(lock(folder)).rejects.toMatchObject({
    code: 'CHR2201',
    hint: expect.stringContaining('_lock') as string,
  });
  writeFileSync(join(folder, '_lock'), 'nonsense');
  await expect(lock(folder)).rejects.toMatchObject({ code: 'CHR2201' });
});

test('twenty takers of a dead lock: exactly one gets it', async () => {
  const folder = fresh();
  leave(folder, { pid: spawnSync('true').pid });
  const taken = await Promise.allSettled(Array.from({ length: 20 }, async (_, at) => await lock(folder, `run ${at}`)));
  const won = taken.filter((one) => one.status === 'fulfilled');
  expect(won).toHaveLength(1);
  for (const one of won) await one.value();
  expect(readdirSync(folder)).toEqual([]);
});

test('a lock taken between the look at a dead one and its removal is given back', async () => {
  const folder = fresh();
  leave(folder, { pid: spawnSync('true').pid, token: 'dead' });
  const dead = readFileSync(join(folder, '_lock'));
  leave(folder, { pid: process.pid, holder: 'run fast', token: 'live' });
  let looks = 0;
  const late: Blobs = {
    ...localBlobs,
    read: async (path) => {
      looks += 1;
      return looks === 1 ? dead : await localBlobs.read(path);
    },
  };
  const locking = lockFolder(late, folder, { table: 'team.t', holder: 'run slow', now: new Date() });
  await expect(locking).rejects.toMatchObject({
    code: 'CHR2201',
    message: expect.stringContaining('run fast') as string,
  });
  expect(readdirSync(folder)).toEqual(['_lock']);
  expect(readFileSync(join(folder, '_lock'), 'utf8')).toContain('"live"');
});

test("releasing a lock that was lost does not remove the new holder's", async () => {
  const folder = fresh();
  const release = await lock(folder);
  leave(folder, { token: 'other' });
  await release();
  expect(readdirSync(folder)).toEqual(['_lock']);
});
