import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/**
 * A folder for one process alone, because two processes that spill into one folder read each other's blocks. Folders
 * that killed processes of this host left behind are removed.
 */
export const spillFolder = async (parent: string): Promise<string> => {
  const root = resolve(parent);
  await mkdir(root, { recursive: true });
  const host = hostname().replaceAll(/[^A-Za-z0-9]/g, '_');
  for (const name of await readdir(root)) {
    const pid = new RegExp(`^duckdb-${host}-(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !alive(Number(pid))) await rm(join(root, name), { recursive: true, force: true });
  }
  return await mkdtemp(join(root, `duckdb-${host}-${process.pid}-`));
};
