import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installServer } from '#runtime/dev/install-server';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chron-install-'));
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

/** What npm unpacks without install scripts, under a narrow umask: no links, nothing for others. */
const unpacked = async (): Promise<string> => {
  const native = join(folder, 'native');
  await mkdir(join(native, 'bin'), { recursive: true, mode: 0o700 });
  await mkdir(join(native, 'lib'), { mode: 0o700 });
  await writeFile(join(native, 'bin', 'postgres'), 'program', { mode: 0o700 });
  await writeFile(join(native, 'lib', 'libx.so.1.2'), 'library', { mode: 0o600 });
  const links = ['libx.so', 'libx.so.1'].map((name) => ({
    source: 'native/lib/libx.so.1.2',
    target: `native/lib/${name}`,
  }));
  await writeFile(join(native, 'pg-symlinks.json'), JSON.stringify(links));
  return native;
};

test('the copy has its links and can be read and run by any user', async () => {
  const native = await unpacked();
  const home = join(folder, 'home');
  await mkdir(home);
  const bin = await installServer(home, { native, version: '1' });
  expect(await readFile(join(bin, '..', 'lib', 'libx.so.1'), 'utf8')).toBe('library');
  expect((await stat(bin)).mode & 0o777).toBe(0o755);
  expect((await stat(join(bin, 'postgres'))).mode & 0o777).toBe(0o755);
  expect((await stat(join(bin, '..', 'lib', 'libx.so.1.2'))).mode & 0o777).toBe(0o644);
});

test('is made once per version, whole; what a killed process left is removed', async () => {
  const native = await unpacked();
  const home = join(folder, 'home');
  // No process has this id: it is beyond the greatest that Linux gives.
  await mkdir(join(home, 'server-1.making-4194305-00'), { recursive: true });
  await Promise.all([1, 2, 3].map(async () => await installServer(home, { native, version: '1' })));
  await writeFile(join(home, 'server-1', 'bin', 'postgres'), 'kept');
  const bin = await installServer(home, { native, version: '1' });
  expect(await readFile(join(bin, 'postgres'), 'utf8')).toBe('kept');
  expect(await readdir(home)).toEqual(['server-1']);
});
