import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Diagnostic } from '#compiler';
import { ConfigError } from '../errors.ts';
import type { Config } from './config.ts';
import { configFile } from './root.ts';

/** The project's configuration; an empty one where there is no file. Throws ConfigError naming the place. */
export const readConfig = async (root: string): Promise<Config> => {
  if (!existsSync(join(root, configFile))) return {};
  const [{ bundle }, { parseConfig }] = await Promise.all([import('./bundle.ts'), import('./config-schema.ts')]);
  const built = await bundle(root, { files: [configFile], folder: '.chron/config' });
  const module = built.modules.get(configFile);
  if (module === undefined || built.problems.length > 0) throw unreadable(built.problems);
  const parsed = parseConfig(await exported(root, { module, folder: built.folder }));
  if ('config' in parsed) return parsed.config;
  throw new ConfigError({
    code: 'CHR2402',
    message: `${configFile} is not a configuration:\n${parsed.problems.map((one) => `  ${one}`).join('\n')}`,
    hint: "write export default { profiles: { local: { ... } } } satisfies Config, and let the editor check it: import type { Config } from '@chron/chron/runtime'",
  });
};

const exported = async (root: string, at: { readonly module: string; readonly folder: string }): Promise<unknown> => {
  try {
    const { default: value } = (await import(pathToFileURL(at.module).href)) as { readonly default?: unknown };
    return value;
  } catch (error) {
    const { thrownProblem } = await import('./thrown.ts');
    const sources = new Map([[configFile, await readFile(join(root, configFile), 'utf8')]]);
    throw unreadable([thrownProblem(error, { root, file: configFile, bundle: at.folder, sources })]);
  }
};

const unreadable = (problems: readonly Diagnostic[]): ConfigError =>
  new ConfigError({
    code: 'CHR2401',
    message: problems
      .map(({ span, message }) => `${span?.file ?? configFile}:${span?.line ?? 1}:${span?.column ?? 1}: ${message}`)
      .join('\n'),
    hint: 'correct the file; nothing can run without its configuration',
  });
