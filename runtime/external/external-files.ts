import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { storageFailure } from '../tables/failure.ts';
import { fixedPrefix, globPattern, isGlob } from './glob.ts';

export type ExternalFile = {
  readonly path: string;
  /** To the folder above the first pattern: moving the whole data set changes no version. */
  readonly relative: string;
  readonly size: number;
  /** Last change, epoch nanoseconds. */
  readonly changed: bigint;
};

/** Four different answers: they call for different remedies. */
export type ExternalFiles =
  | { readonly outcome: 'files'; readonly files: readonly ExternalFile[] }
  | { readonly outcome: 'missing file'; readonly path: string }
  | { readonly outcome: 'missing folder'; readonly path: string }
  | { readonly outcome: 'no files'; readonly pattern: string };

const statOf = async (path: string) => {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw storageFailure(`Looking at ${path}`, error);
  }
};

/** Names that start like this are leftovers and markers of other programs (`_SUCCESS`, `.part.crc`). */
const isHidden = (path: string): boolean => path.split('/').some((part) => /^[._]/.test(part));

const filesUnder = async (folder: string, wanted: (path: string) => boolean): Promise<readonly ExternalFile[]> => {
  const names = await readdir(folder, { recursive: true });
  const files: ExternalFile[] = [];
  for (const name of names.sort()) {
    const path = join(folder, name);
    if (!wanted(path)) continue;
    const found = await statOf(path);
    if (found?.isFile()) files.push({ path, relative: name, size: Number(found.size), changed: found.mtimeNs });
  }
  return files;
};

/** The files of a location: a path, a folder with everything below it, or a pattern. Throws StorageError where it may not look. */
export const findExternalFiles = async (location: string): Promise<ExternalFiles> => {
  const path = resolve(location);
  const folder = isGlob(path) ? fixedPrefix(path) : path;
  const found = await statOf(folder);
  if (found === null) {
    const outcome =
      isGlob(path) || location.endsWith('/') || !basename(path).includes('.') ? 'missing folder' : 'missing file';
    return { outcome, path: folder };
  }
  if (!found.isDirectory()) {
    const one = { path, relative: basename(path), size: Number(found.size), changed: found.mtimeNs };
    return isGlob(path) ? { outcome: 'missing folder', path: folder } : { outcome: 'files', files: [one] };
  }
  const pattern = globPattern(path);
  const wanted = isGlob(path)
    ? (file: string) => pattern.test(file)
    : (file: string) => !isHidden(relative(folder, file));
  try {
    const files = await filesUnder(folder, wanted);
    return files.length > 0 ? { outcome: 'files', files } : { outcome: 'no files', pattern: path };
  } catch (error) {
    throw storageFailure(`Looking for ${path}`, error);
  }
};
