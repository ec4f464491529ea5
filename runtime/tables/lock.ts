import { randomUUID } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { exitCodes, StorageError } from '../errors.ts';
import { processStart } from '../process-start.ts';
import type { Blobs } from './blobs.ts';
import { storageFailure } from './failure.ts';

const holderSchema = z.object({
  holder: z.string(),
  pid: z.number(),
  /** When the process started, in the kernel's ticks: a number used again by another process is noticed. */
  ticks: z.string().nullable(),
  host: z.string(),
  since: z.string(),
  token: z.string(),
});
type Holder = z.infer<typeof holderSchema>;

const isAlive = (holder: Holder): boolean => {
  // A process of another machine cannot be asked: it counts as alive.
  if (holder.host !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const ticks = processStart(holder.pid);
  return holder.ticks === null || ticks === null || ticks === holder.ticks;
};

const readHolder = async (blobs: Blobs, path: string): Promise<Holder | null> => {
  const bytes = await blobs.read(path);
  if (bytes === null) return null;
  try {
    return holderSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (cause) {
    throw new StorageError({
      code: 'CHR2201',
      message: `${path} is no lock of this program`,
      hint: 'If no other run works on this table, remove the file.',
      exitCode: exitCodes.busy,
      cause,
    });
  }
};

/** Takes a dead holder's file away, and gives back what another taker put there meanwhile. */
const removeDead = async (blobs: Blobs, path: string, dead: Holder): Promise<void> => {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const taken = await readHolder(blobs, aside);
  if (taken !== null && taken.token !== dead.token) await blobs.putIfAbsent(path, JSON.stringify(taken));
  await blobs.remove(aside);
};

/**
 * Holds `<folder>/_lock` until the returned function is called. It only avoids work done twice; commits are safe without
 * it. A dead process's lock is taken over. Throws StorageError (exit 75) naming who holds it.
 */
export const lockFolder = async (
  blobs: Blobs,
  folder: string,
  request: { readonly table: string; readonly holder: string; readonly now: Date },
): Promise<() => Promise<void>> => {
  const path = join(folder, '_lock');
  const mine: Holder = {
    holder: request.holder,
    pid: process.pid,
    ticks: processStart(process.pid),
    host: hostname(),
    since: request.now.toISOString(),
    token: randomUUID(),
  };
  try {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      if (await blobs.putIfAbsent(path, JSON.stringify(mine))) {
        return async () => {
          const now = await readHolder(blobs, path);
          if (now?.token === mine.token) await blobs.remove(path);
        };
      }
      const other = await readHolder(blobs, path);
      if (other === null) continue;
      if (isAlive(other)) {
        throw new StorageError({
          code: 'CHR2201',
          message: `${request.table} is being written by ${other.holder} (process ${other.pid} on ${other.host}, since ${other.since})`,
          hint: `Wait for it. If that process is gone, remove ${path}.`,
          exitCode: exitCodes.busy,
        });
      }
      await removeDead(blobs, path, other);
    }
  } catch (error) {
    throw storageFailure(`Locking ${request.table}`, error);
  }
  throw new StorageError({
    code: 'CHR2201',
    message: `${request.table} changes hands too often to be locked`,
    hint: 'Other runs start and end at this moment; run the same command again.',
    exitCode: exitCodes.busy,
  });
};
