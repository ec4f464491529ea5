import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { localBlobs } from '#runtime/tables/local-blobs';
import { newestPointer, repairHint, swapPointer } from '#runtime/tables/path-catalog';

const root = mkdtempSync(join(tmpdir(), 'chron-catalog-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let count = 0;
const tableWith = (versions: readonly number[], hint: string | null): string => {
  count += 1;
  const folder = join(root, String(count));
  mkdirSync(join(folder, 'metadata'), { recursive: true });
  for (const version of versions) writeFileSync(join(folder, 'metadata', `v${version}.metadata.json`), '{}');
  if (hint !== null) writeFileSync(join(folder, 'metadata', 'version-hint.text'), hint);
  return folder;
};
const newest = async (folder: string) => (await newestPointer(localBlobs, folder))?.version;
const hintOf = (folder: string) => readFileSync(join(folder, 'metadata', 'version-hint.text'), 'utf8');

test.each([
  ['a right hint', [1, 2, 3], '3', 3],
  ['a hint that stayed behind', [1, 2, 3], '1', 3],
  ['a hint with a line end', [1, 2], '2\n', 2],
  ['a damaged hint', [1, 2, 10], '', 10],
  ['no hint', [9, 10], null, 10],
  ['old versions removed', [7, 8], '8', 8],
  ['nothing', [], null, undefined],
])('%s: the newest version is found, and the hint repaired', async (_what, versions, hint, expected) => {
  const folder = tableWith(versions, hint);
  expect(await newest(folder)).toBe(expected);
  await repairHint(localBlobs, folder);
  if (expected !== undefined) expect(hintOf(folder).trim()).toBe(String(expected));
});

test('a hint that names a file which is gone stops, rather than show an older table', async () => {
  const folder = tableWith([1, 2], '3');
  await expect(newest(folder)).rejects.toMatchObject({
    code: 'CHR2200',
    message: expect.stringContaining('v3.metadata.json') as string,
  });
});

test('of many that swap at once one wins', async () => {
  const folder = tableWith([1], '1');
  const after = await newestPointer(localBlobs, folder);
  const bodies = Array.from({ length: 20 }, (_, at) => `body ${at}`);
  const swapped = await Promise.all(bodies.map(async (body) => await swapPointer(localBlobs, folder, { after, body })));
  const winners = bodies.filter((_, at) => swapped[at] !== null);
  expect(winners).toHaveLength(1);
  expect(readFileSync(join(folder, 'metadata', 'v2.metadata.json'), 'utf8')).toBe(winners[0]);
});
