import { ConfigError } from '../errors.ts';
import type { Profile } from './config.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const mounts = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text
      .split(';')
      .filter((pair) => pair.trim() !== '')
      .map((pair) => {
        const at = pair.indexOf('=');
        const [prefix, folder] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
        if (at > 0 && /^s3a?:\/\/[^/]/.test(prefix) && folder !== '') return [prefix, folder];
        throw new ConfigError({
          code: 'CHR2404',
          message: `CHRON_MOUNTS: '${pair.trim()}' is not s3://bucket/prefix=folder`,
          hint: "write CHRON_MOUNTS='s3://bucket=./folder;s3://other/prefix=./folder2'",
        });
      }),
  );

const threads = (text: string): number => {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new ConfigError({
    code: 'CHR2404',
    message: `CHRON_THREADS: '${text}' is not a number of threads`,
    hint: 'write CHRON_THREADS=4',
  });
};

/** The profile with what the environment says instead. An empty variable says nothing. Throws ConfigError. */
export const withEnvironment = (profile: Profile, environment: Environment): Profile => {
  const { CHRON_WAREHOUSE, CHRON_PG_URL, CHRON_MOUNTS, CHRON_MEMORY_LIMIT, CHRON_THREADS } = environment;
  return {
    warehouse: CHRON_WAREHOUSE || profile.warehouse,
    postgres: CHRON_PG_URL || profile.postgres,
    mounts: { ...profile.mounts, ...mounts(CHRON_MOUNTS ?? '') },
    engine: {
      memoryLimit: CHRON_MEMORY_LIMIT || profile.engine?.memoryLimit,
      threads: CHRON_THREADS ? threads(CHRON_THREADS) : profile.engine?.threads,
    },
  };
};
