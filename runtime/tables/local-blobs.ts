import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { sync } from '../engine/durable.ts';
import type { Blobs } from './blobs.ts';
import { storageFailure } from './failure.ts';

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** null where there is no such file; other errors are passed on. */
const orNull = async <T>(promise: Promise<T>): Promise<T | null> => {
  try {
    return await promise;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null;
    throw error;
  }
};

/** A folder that survives a power cut: itself and each parent made on the way are flushed. */
export const durableFolder = async (folder: string): Promise<void> => {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let at = folder; at.length >= first.length; at = dirname(at)) await sync(dirname(at));
};

const writeNew = async (path: string, body: string | Uint8Array): Promise<void> => {
  const handle = await open(path, 'wx');
  try {
    await handle.writeFile(body);
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Bytes go to a name nobody reads first, and get their own name in one step. */
const staged = async <T>(
  path: string,
  body: string | Uint8Array,
  settle: (temporary: string) => Promise<T>,
): Promise<T> => {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    await durableFolder(dirname(path));
    await writeNew(temporary, body);
    return await settle(temporary);
  } catch (error) {
    throw storageFailure(`Writing ${path} (${Buffer.byteLength(body)} bytes)`, error);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
};

/** Files of this machine. */
export const localBlobs: Blobs = {
  read: async (path) => await orNull(readFile(path)),
  size: async (path) => (await orNull(stat(path)))?.size ?? null,
  digest: async (path) => {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
    return hash.digest('hex');
  },
  list: async (folder) => (await orNull(readdir(folder))) ?? [],
  putIfAbsent: async (path, body) =>
    await staged(path, body, async (temporary) => {
      try {
        await link(temporary, path);
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return false;
        throw error;
      }
      await sync(dirname(path));
      return true;
    }),
  put: async (path, body) =>
    await staged(path, body, async (temporary) => {
      await rename(temporary, path);
      await sync(dirname(path));
    }),
  remove: async (path) => await rm(path, { recursive: true, force: true }),
};
