import { join, resolve } from 'node:path';
import { near, type Settings } from '#compiler';
import { ConfigError } from '../errors.ts';
import type { Config, Profile } from './config.ts';
import { type Environment, withEnvironment } from './environment.ts';
import { type Mount, mountsFrom } from './mounts.ts';
import { readConfig } from './read-config.ts';
import { packageName, projectRoot } from './root.ts';

/** A project on this machine, under one profile. Every path is absolute. */
export type Project = {
  readonly root: string;
  /** The same on every machine: what the online store knows the project by. */
  readonly name: string;
  readonly profile: string;
  /** `.chron`: everything that can be made again. */
  readonly state: string;
  readonly warehouse: string;
  readonly mounts: readonly Mount[];
  /** null: a PostgreSQL of the project's own, in `.chron/postgres`. May hold a password: never print it. */
  readonly postgres: string | null;
  readonly engine: { readonly memoryLimit?: string; readonly threads?: number };
  readonly settings: Settings;
};

const defaultProfile = 'local';

/**
 * The project around a folder, as `chron.config.ts` and the environment say.
 *
 * Throws ConfigError: no project here, a configuration that cannot be read, a profile there is not.
 *
 * @example const project = await openProject({ from: process.cwd(), environment: process.env });
 */
export const openProject = async (options: {
  readonly from: string;
  readonly environment: Environment;
  readonly profile?: string | undefined;
}): Promise<Project> => {
  const root = projectRoot(options.from);
  const config = await readConfig(root);
  const name = options.profile || options.environment['CHRON_PROFILE'] || config.defaultProfile || defaultProfile;
  const profile = withEnvironment(profileOf(config, name), options.environment);
  return {
    root,
    name: config.name ?? packageName(root),
    profile: name,
    state: join(root, '.chron'),
    warehouse: warehouseOf(root, profile),
    mounts: mountsFrom(root, profile.mounts ?? {}),
    postgres: profile.postgres ?? null,
    engine: engineOf(profile),
    settings: { partitionColumn: config.partitionColumn ?? 'ds', namespaces: namespacesOf(config) },
  };
};

const profileOf = (config: Config, name: string): Profile => {
  const profiles = config.profiles ?? {};
  const found = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (found !== undefined) return found;
  const known = Object.keys(profiles);
  if (name === defaultProfile) return {};
  throw new ConfigError({
    code: 'CHR2403',
    message: `there is no profile '${name}'${known.length === 0 ? ': chron.config.ts has none' : `, only ${known.join(', ')}`}`,
    hint:
      near(name, known).length > 0
        ? `did you mean '${near(name, known)[0]}'?`
        : 'add it to chron.config.ts under profiles',
  });
};

const engineOf = ({ engine: { memoryLimit, threads } = {} }: Profile): Project['engine'] => ({
  ...(memoryLimit === undefined ? {} : { memoryLimit }),
  ...(threads === undefined ? {} : { threads }),
});

const warehouseOf = (root: string, { warehouse = '.chron/warehouse' }: Profile): string => {
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(warehouse)) return resolve(root, warehouse);
  throw new ConfigError({
    code: 'CHR2408',
    message: `the warehouse ${warehouse} cannot be used: this release writes tables to a folder only`,
    hint: "name a folder: warehouse: './warehouse', or CHRON_WAREHOUSE=./warehouse",
  });
};

const namespacesOf = ({ teams = {} }: Config): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(teams).flatMap(([team, { outputNamespace }]) =>
      outputNamespace === undefined ? [] : [[team, outputNamespace]],
    ),
  );
