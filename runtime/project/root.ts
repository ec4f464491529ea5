import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { ConfigError } from '../errors.ts';

export const configFile = 'chron.config.ts';

const nearest = (from: string, name: string): string | null => {
  const folder = resolve(from);
  if (existsSync(join(folder, name))) return folder;
  return dirname(folder) === folder ? null : nearest(dirname(folder), name);
};

/** The folder of the nearest `chron.config.ts`, else of the nearest package.json. Throws ConfigError where neither is. */
export const projectRoot = (from: string): string => {
  const root = nearest(from, configFile) ?? nearest(from, 'package.json');
  if (root !== null) return root;
  throw new ConfigError({
    code: 'CHR2400',
    message: `${resolve(from)} is not inside a project: no chron.config.ts or package.json here or above`,
    hint: "change to the project's folder, or start one with: npm init && npm install @chron/chron",
  });
};

/** The name in package.json, which is the same on every machine; without one the folder's. */
export const packageName = (root: string): string => {
  try {
    const { name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly name?: unknown };
    return typeof name === 'string' && name !== '' ? name : basename(root);
  } catch {
    return basename(root);
  }
};
