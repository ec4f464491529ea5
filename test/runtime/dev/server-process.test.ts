import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { spawnServer } from '#runtime/dev/server-process';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chron-server-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const spawned = () => {
  const program = { bin: folder, name: 'postgres', args: [], cwd: folder, user: null } as const;
  return spawnServer(program, join(folder, 'log'));
};

test('a server that ends at once is seen to have ended, with what it wrote', async () => {
  await writeFile(join(folder, 'postgres'), '#!/bin/sh\necho no\nexit 3\n', { mode: 0o755 });
  const server = await spawned();
  await vi.waitFor(() => expect(server.ended()).toBe('it ended with code 3'), { timeout: 20_000 });
  expect(await readFile(join(folder, 'log'), 'utf8')).toBe('no\n');
});

test('a server that cannot be started at all is seen too', async () => {
  const server = await spawned();
  await vi.waitFor(() => expect(server.ended()).toMatch(/ENOENT/), { timeout: 20_000 });
});
