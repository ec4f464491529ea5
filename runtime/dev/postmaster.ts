import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { alive, commandLine } from './alive.ts';

/**
 * What runs on a data folder: nothing; a server that answers; one that is starting, recovering or stopping; or nothing
 * but a `postmaster.pid` whose process id now belongs to some other program.
 */
export type Postmaster =
  | { readonly state: 'absent' }
  | { readonly state: 'running' | 'busy'; readonly pid: number; readonly port: number }
  | { readonly state: 'stale'; readonly pid: number; readonly pidFile: string };

export const adminUrl = (port: number, database: string): string => `postgres://chron@127.0.0.1:${port}/${database}`;

/** The data folder of the server behind a port; `refused`, or `not yet` while it starts or stops. */
const dataFolderBehind = async (port: number): Promise<string | 'refused' | 'not yet'> => {
  const client = new pg.Client({ connectionString: adminUrl(port, 'postgres'), connectionTimeoutMillis: 2000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
    return rows[0]?.data_directory ?? 'refused';
  } catch (error) {
    return (error as { readonly code?: string }).code === '57P03' ? 'not yet' : 'refused';
  } finally {
    await client.end().catch(() => {});
  }
};

const serves = async (pid: number, data: string): Promise<boolean> => {
  const command = await commandLine(pid);
  return command === null || (/postgres/.test(command) && command.includes(data));
};

/** Looks at a data folder without changing it. */
export const postmasterOf = async (data: string): Promise<Postmaster> => {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  // Lines: process id, data folder, start time, port, ...
  const [pidLine, , , portLine] = text.split('\n');
  const pid = Number(pidLine);
  const port = Number(portLine);
  if (!Number.isInteger(pid) || pid <= 0 || !alive(pid)) return { state: 'absent' };
  const behind = port > 0 ? await dataFolderBehind(port) : 'refused';
  if (behind !== 'refused' && behind !== 'not yet' && (await realpath(behind).catch(() => behind)) === data) {
    return { state: 'running', pid, port };
  }
  if (await serves(pid, data)) return { state: 'busy', pid, port };
  return { state: 'stale', pid, pidFile: text };
};
