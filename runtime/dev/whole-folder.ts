import { randomBytes } from 'node:crypto';
import { lstat, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { alive } from './alive.ts';

const draft = /\.making-(\d+)-[0-9a-f]+$/;

const removeAbandoned = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder)) {
    const pid = draft.exec(name)?.[1];
    if (pid !== undefined && !alive(Number(pid))) await rm(join(folder, name), { recursive: true, force: true });
  }
};

export const exists = async (path: string): Promise<boolean> => (await lstat(path).catch(() => null)) !== null;

/**
 * Makes a folder that is either whole or absent, whoever is killed and however many make it at once: `fill` works in a
 * draft, which is renamed; the first one wins. An existing folder is left alone.
 */
export const wholeFolder = async (folder: string, fill: (draft: string) => Promise<void>): Promise<void> => {
  if (await exists(folder)) return;
  await removeAbandoned(dirname(folder));
  const place = join(dirname(folder), `${basename(folder)}.making-${process.pid}-${randomBytes(4).toString('hex')}`);
  try {
    await fill(place);
    await rename(place, folder);
  } catch (error) {
    await rm(place, { recursive: true, force: true });
    if (!(await exists(folder))) throw error;
  }
};
