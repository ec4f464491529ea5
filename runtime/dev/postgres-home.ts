import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ConfigError } from '../errors.ts';

/** The user the server runs as; null: the one who runs this process. */
export type ServerUser = { readonly uid: number; readonly gid: number } | null;

export type PostgresProject = {
  readonly projectRoot: string;
  /** `.chron`: absolute, or relative to the project root. */
  readonly stateFolder: string;
};

export type PostgresHome = {
  /** Holds the server's binaries, data, port and log. */
  readonly home: string;
  readonly data: string;
  readonly log: string;
  readonly port: string;
  readonly user: ServerUser;
};

const rootHomes = '/var/lib/chron';

const nobody = async (): Promise<{ readonly uid: number; readonly gid: number }> => {
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const [, uid, gid] = /^nobody:[^:]*:(-?\d+):(-?\d+):/m.exec(passwd) ?? [];
  return { uid: Number(uid ?? 65534) >>> 0, gid: Number(gid ?? 65534) >>> 0 };
};

const at = (home: string, user: ServerUser): PostgresHome => ({
  home,
  data: join(home, 'data'),
  log: join(home, 'postgres.log'),
  port: join(home, 'port'),
  user,
});

/**
 * Where a project's server lives: `<stateFolder>/postgres` for a user; for root a folder of its own under /var/lib,
 * because PostgreSQL refuses to run as root and the user it then runs as cannot enter root's folders.
 * Throws ConfigError (CHR2321) when root started this project's server before.
 */
export const postgresHome = async (project: PostgresProject): Promise<PostgresHome> => {
  const root = await realpath(project.projectRoot);
  const place = join(resolve(root, project.stateFolder), 'postgres');
  const found = await stat(place).catch(() => null);
  const isRoot = process.getuid?.() === 0;
  if (!isRoot) {
    if (found?.isFile() === true) {
      throw new ConfigError({
        code: 'CHR2321',
        message: `the PostgreSQL of this project was set up by root (${place} points to it)`,
        hint: `Run the command as root, set CHRON_PG_URL, or remove ${place} to start with an empty database.`,
      });
    }
    return at(place, null);
  }
  // A user's own server is run as that user, so that the data stays theirs.
  if (found?.isDirectory() === true && found.uid !== 0) return at(place, { uid: found.uid, gid: found.gid });
  const hash = createHash('sha256').update(root).digest('hex').slice(0, 16);
  return at(join(rootHomes, hash), await nobody());
};

/** Makes the home; for root also the file that says where it is. */
export const makePostgresHome = async (project: PostgresProject, { home }: PostgresHome): Promise<void> => {
  const place = join(resolve(await realpath(project.projectRoot), project.stateFolder), 'postgres');
  try {
    await mkdir(dirname(place), { recursive: true });
    await mkdir(home, { recursive: true });
    if (home === place) return;
    // Whatever root's umask is, the server's user must get through.
    await chmod(rootHomes, 0o755);
    await chmod(home, 0o755);
    await writeFile(place, `${home}\n`);
  } catch (cause) {
    throw new ConfigError({
      code: 'CHR2322',
      message: `cannot make the folder of the embedded PostgreSQL, ${home}: ${(cause as Error).message}`,
      hint: 'Make the folder writable, or set CHRON_PG_URL to a PostgreSQL 14 or newer.',
      cause,
    });
  }
};
