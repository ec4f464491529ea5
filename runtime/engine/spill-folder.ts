import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { alive } from '../dev/alive.ts';
import { processStart } from '../process-start.ts';

/** Whether a folder's process is gone: its number is free, or another process is known to have it now. */
const isLeft = (name: string, host: string): boolean => {
  const [, pid, start] = new RegExp(`^duckdb-${host}-(\\d+)-s(\\d*)-`).exec(name) ?? [];
  if (pid === undefined) return false;
  if (!alive(Number(pid))) return true;
  const now = processStart(Number(pid));
  return start !== '' && now !== null && now !== start;
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
    if (isLeft(name, host)) await rm(join(root, name), { recursive: true, force: true });
  }
  return await mkdtemp(join(root, `duckdb-${host}-${process.pid}-s${processStart(process.pid) ?? ''}-`));
};
