import { open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError, isChronError } from '../errors.ts';
import { ensureDatabase } from './ensure-database.ts';
import { installServer } from './install-server.ts';
import { makeData } from './make-data.ts';
import { freePort, rememberPort } from './port.ts';
import { makePostgresHome, type PostgresHome, type PostgresProject, postgresHome } from './postgres-home.ts';
import { postgresPackage } from './postgres-package.ts';
import { postmasterOf } from './postmaster.ts';
import { spawnServer } from './server-process.ts';
import { stopPostgres } from './stop-postgres.ts';

export type RunningPostgres = {
  /** `postgres://chron@127.0.0.1:<port>/chron` */
  readonly url: string;
  /** True: it was running already. */
  readonly adopted: boolean;
  readonly stop: () => Promise<void>;
};

const patience = 60_000;
const pause = 25;

/** Causes of a failed start that are gone a moment later. */
const passing = /Address already in use|could not create any TCP\/IP sockets|still in use|lock file "postmaster\.pid"/;

const settings = (port: number, durable: boolean): readonly string[] =>
  [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    // A socket's path may not be longer than 107 bytes; projects lie deeper.
    'unix_socket_directories=',
    // The user is called chron, as is a schema of ours; a default of "$user" would put everybody's tables there.
    'search_path=public',
    'timezone=UTC',
    'log_timezone=UTC',
    ...(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ].flatMap((setting) => ['-c', setting]);

const tail = async (log: string, from: number): Promise<string> => {
  const file = await open(log, 'r').catch(() => null);
  if (file === null) return '';
  try {
    const { size } = await file.stat();
    const start = Math.max(from, size - 4096);
    const buffer = Buffer.alloc(Math.max(0, size - start));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
    return buffer.subarray(0, bytesRead).toString('utf8').trim();
  } finally {
    await file.close();
  }
};

const size = async (path: string): Promise<number> => (await stat(path).catch(() => null))?.size ?? 0;

const failed = (home: PostgresHome, what: string, cause?: unknown): ConfigError =>
  new ConfigError({
    code: 'CHR2323',
    message: `the embedded PostgreSQL did not start: ${what}`,
    hint: `Its log is ${home.log}. Correct what it says and run the command again, or set CHRON_PG_URL to another PostgreSQL.`,
    cause,
  });

type Started = { readonly port: number; readonly adopted: boolean };

/** Starts a server; resolves when one answers, to null when ours ended because of something passing. */
const launch = async (home: PostgresHome, bin: string, durable: boolean): Promise<Started | null> => {
  const before = await size(home.log);
  const args = ['-D', home.data, ...settings(await freePort(home.port), durable)];
  const server = await spawnServer({ bin, name: 'postgres', args, cwd: home.home, user: home.user }, home.log);
  for (const limit = Date.now() + patience; Date.now() < limit; await sleep(pause)) {
    const ended = server.ended();
    if (ended !== null) {
      const said = await tail(home.log, before);
      if (passing.test(said)) return null;
      throw failed(home, said === '' ? ended : said);
    }
    const found = await postmasterOf(home.data);
    if (found.state === 'running') return { port: found.port, adopted: found.pid !== server.pid };
  }
  throw failed(home, `no answer within ${patience / 1000} s`);
};

/** The port of a server that runs already or is about to; null when there is none. */
const running = async (home: PostgresHome): Promise<number | null> => {
  for (const limit = Date.now() + patience; ; await sleep(pause)) {
    const found = await postmasterOf(home.data);
    if (found.state === 'absent') return null;
    if (found.state === 'running') return found.port;
    if (found.state === 'stale') {
      // The id now belongs to another program, which would keep PostgreSQL from starting.
      const file = join(home.data, 'postmaster.pid');
      if ((await readFile(file, 'utf8').catch(() => '')) === found.pidFile) await rm(file, { force: true });
      return null;
    }
    if (Date.now() > limit) {
      throw failed(home, `process ${found.pid} holds ${home.data} but does not answer on port ${found.port}`);
    }
  }
};

const start = async (home: PostgresHome, durable: boolean): Promise<Started> => {
  const found = await running(home);
  if (found !== null) return { port: found, adopted: true };
  const bin = await installServer(home.home, postgresPackage());
  await makeData(home, bin);
  for (let attempt = 1; attempt <= 20; attempt += 1) {
    const mine = await launch(home, bin, durable);
    if (mine !== null) return mine;
    const other = await running(home);
    if (other !== null) return { port: other, adopted: true };
    await sleep(pause * attempt);
  }
  throw failed(home, await tail(home.log, 0));
};

/**
 * Starts the project's own PostgreSQL, or finds the one that runs: on 127.0.0.1, with an empty database `chron`. It
 * outlives this process until `stop` or `stopPostgres`. `durable: false` (tests) trades crash safety for speed.
 * Throws ConfigError (CHR2320 to CHR2323).
 *
 *     const { url } = await startPostgres({ projectRoot: '.', stateFolder: '.chron' });
 */
export const startPostgres = async (
  project: PostgresProject & { readonly durable?: boolean },
): Promise<RunningPostgres> => {
  const home = await postgresHome(project);
  await makePostgresHome(project, home);
  try {
    const { port, adopted } = await start(home, project.durable ?? true);
    await rememberPort(home.port, port);
    const url = await ensureDatabase(port, 'chron');
    return { url, adopted, stop: async () => void (await stopPostgres(project)) };
  } catch (error) {
    throw isChronError(error) ? error : failed(home, (error as Error).message, error);
  }
};
