import { join } from 'node:path';
import { StorageError } from '../errors.ts';
import type { Blobs } from './blobs.ts';

/** The newest metadata file: `metadata/v<version>.metadata.json`. */
export type Pointer = { readonly version: number; readonly path: string };

const metadataPath = (folder: string, version: number): string => join(folder, 'metadata', `v${version}.metadata.json`);
const hintPath = (folder: string): string => join(folder, 'metadata', 'version-hint.text');

const readHint = async (blobs: Blobs, folder: string): Promise<number | null> => {
  const bytes = await blobs.read(hintPath(folder));
  const text = bytes === null ? '' : Buffer.from(bytes).toString('utf8').trim();
  return /^\d+$/.test(text) ? Number(text) : null;
};

const greatestListed = async (blobs: Blobs, folder: string): Promise<number> =>
  (await blobs.list(join(folder, 'metadata'))).reduce(
    (greatest, name) => Math.max(greatest, Number(/^v(\d+)\.metadata\.json$/.exec(name)?.[1] ?? 0)),
    0,
  );

/** The newest version; null: no table there. Throws StorageError where the hint names a file that is gone. */
export const newestPointer = async (blobs: Blobs, folder: string): Promise<Pointer | null> => {
  const hint = await readHint(blobs, folder);
  let version = hint ?? (await greatestListed(blobs, folder));
  if (version === 0) return null;
  if ((await blobs.size(metadataPath(folder, version))) === null) {
    throw new StorageError({
      code: 'CHR2200',
      message: `${hintPath(folder)} says version ${version}, but ${metadataPath(folder, version)} is not there`,
      hint: 'Files of the table were removed: restore the metadata folder from a copy.',
    });
  }
  while ((await blobs.size(metadataPath(folder, version + 1))) !== null) version += 1;
  return { version, path: metadataPath(folder, version) };
};

/**
 * Foreign readers follow the hint alone, so it must not stay behind; two writers may set it in the wrong order, so it is
 * set until it names the newest version.
 */
export const repairHint = async (blobs: Blobs, folder: string): Promise<void> => {
  for (;;) {
    const newest = await newestPointer(blobs, folder);
    if (newest === null || (await readHint(blobs, folder)) === newest.version) return;
    await blobs.put(hintPath(folder), String(newest.version));
  }
};

/** The commit point: creates the next version, or gives null where another writer was first. */
export const swapPointer = async (
  blobs: Blobs,
  folder: string,
  next: { readonly after: Pointer | null; readonly body: string },
): Promise<Pointer | null> => {
  const version = (next.after?.version ?? 0) + 1;
  const path = metadataPath(folder, version);
  return (await blobs.putIfAbsent(path, next.body)) ? { version, path } : null;
};
