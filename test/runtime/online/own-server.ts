import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { postgresHome } from '#runtime/dev/postgres-home';
import { startPostgres } from '#runtime/dev/start-postgres';

export type OwnServer = {
  readonly url: string;
  /** A database nothing has touched. */
  readonly database: (name: string) => Promise<string>;
  readonly query: (sql: string, url?: string) => Promise<readonly Record<string, unknown>[]>;
  /** The server's data folder. */
  readonly data: string;
  /** Kills the server without a checkpoint and starts it again. */
  readonly crash: () => Promise<void>;
  readonly remove: () => Promise<void>;
};

/** A PostgreSQL for one test file, gone without a trace after `remove`. */
export const ownServer = async (): Promise<OwnServer> => {
  const projectRoot = await mkdtemp(join(tmpdir(), 'chron-online-'));
  const project = { projectRoot, stateFolder: '.chron', durable: false };
  const { url, stop } = await startPostgres(project);
  const { home, data } = await postgresHome(project);
  const query: OwnServer['query'] = async (sql, at = url) => {
    const client = new pg.Client({ connectionString: at, application_name: 'test' });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };
  return {
    url,
    data,
    query,
    database: async (name) => {
      await query(`CREATE DATABASE "${name}"`);
      return url.replace(/\/chron$/, `/${name}`);
    },
    crash: async () => {
      const pid = Number((await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n')[0]);
      process.kill(pid, 'SIGQUIT');
      for (let round = 0; round < 500 && existsSync(join(data, 'postmaster.pid')); round += 1) await sleep(10);
      const again = await startPostgres(project);
      if (again.url !== url) throw new Error('the server came back on another port');
    },
    remove: async () => {
      await stop();
      await rm(home, { recursive: true, force: true });
      await rm(projectRoot, { recursive: true, force: true });
    },
  };
};
