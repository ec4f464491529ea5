import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { localBlobs } from '#runtime/tables/local-blobs';

const root = mkdtempSync(join(tmpdir(), 'chron-blobs-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('what is absent is null or empty, never an error', async () => {
  const path = join(root, 'no', 'such');
  expect(await localBlobs.read(path)).toBeNull();
  expect(await localBlobs.size(path)).toBeNull();
  expect(await localBlobs.list(path)).toEqual([]);
  await localBlobs.remove(path);
});

test('a first writer wins, a replacement replaces, and nothing else stays in the folder', async () => {
  const path = join(root, 'deep', 'er', 'x');
  expect(await localBlobs.putIfAbsent(path, 'one')).toBe(true);
  expect(await localBlobs.putIfAbsent(path, 'two')).toBe(false);
  expect(readFileSync(path, 'utf8')).toBe('one');
  await localBlobs.put(path, Buffer.from('three'));
  expect(readFileSync(path, 'utf8')).toBe('three');
  expect(await localBlobs.list(join(root, 'deep', 'er'))).toEqual(['x']);
  expect(await localBlobs.digest(path)).toBe('8b5b9db0c13db24256c829aa364aa90c6d2eba318b9232a4ab9313b954d3555f');
});

test('what cannot be written is named with its path and bytes', async () => {
  writeFileSync(join(root, 'file'), '');
  for (const put of [localBlobs.put, localBlobs.putIfAbsent]) {
    await expect(put(join(root, 'file', 'x'), 'ü')).rejects.toMatchObject({
      code: 'CHR2207',
      message: expect.stringMatching(/file\/x \(2 bytes\) failed: (ENOTDIR|EEXIST)/) as string,
    });
  }
  expect(readdirSync(root)).toContain('file');
});
