import { isAbsolute, relative, resolve } from 'node:path';
import { type Loaded, near } from '#compiler';
import { ConfigError } from '../errors.ts';
import type { LoadedProject } from './load.ts';

/** `features/bootcamp/purchases.ts` and `v1` to `bootcamp.purchases.v1`. */
const fullName = ({ file, export: name }: Pick<Loaded, 'file' | 'export'>): string =>
  [...file.replace(/\.ts$/, '').split('/').slice(1), name].join('.');

const isComputed = ({ definition }: Loaded): boolean => definition.kind !== 'external';

/**
 * The definitions that `--conf` means: all computed ones of a FILE, FILE:export, a full name, or a full name without
 * `.v1`. Paths are taken from `from`, else from the root. Throws ConfigError with the nearest names.
 */
export const resolveConf = (
  conf: string,
  project: Pick<LoadedProject, 'definitions' | 'files'> & { readonly root: string; readonly from?: string },
): readonly Loaded[] => {
  const { definitions } = project;
  const named = definitions.filter(
    (one) => fullName(one) === conf || (isShort(one, definitions) && shortName(one) === conf),
  );
  if (named.length > 0) return named;
  const [, path = conf, name] = /^(.*\.ts)(?::([A-Za-z_$][\w$]*))?$/s.exec(conf) ?? [];
  const file = fileOf(path, project);
  if (file === null) throw unknown(conf, project);
  const inFile = definitions.filter((one) => one.file === file);
  const picked = name === undefined ? inFile.filter(isComputed) : inFile.filter((one) => one.export === name);
  if (picked.length > 0) return picked;
  throw nothingIn(file, { name, exports: inFile.map((one) => one.export) });
};

const shortName = (one: Loaded): string => fullName(one).replace(/\.v1$/, '');

/** `.v1` may be left out where it is the file's only computed definition. */
const isShort = (one: Loaded, all: readonly Loaded[]): boolean =>
  one.export === 'v1' &&
  all.filter((other) => other.file === one.file && isComputed(other)).every((other) => other === one);

/** As a definition file's posix path from the root; null where it is none. */
const fileOf = (
  path: string,
  { root, from = root, files }: { readonly root: string; readonly from?: string; readonly files: readonly string[] },
): string | null => {
  const bases = isAbsolute(path) ? [root] : [from, root];
  const candidates = bases.map((base) => relative(root, resolve(base, path)).replaceAll('\\', '/'));
  return candidates.find((one) => files.includes(one)) ?? null;
};

const unknown = (conf: string, { definitions, files }: Pick<LoadedProject, 'definitions' | 'files'>): ConfigError => {
  const names = definitions
    .filter(isComputed)
    .flatMap((one) => (isShort(one, definitions) ? [shortName(one)] : [fullName(one)]));
  const close = near(conf, conf.includes('/') || conf.endsWith('.ts') ? files : [...names, ...files]);
  return new ConfigError({
    code: 'CHR2420',
    message: `--conf ${conf}: there is no such file of definitions, and no definition of that name`,
    hint:
      close.length > 0
        ? `did you mean ${close.join(' or ')}?`
        : `name a file under staging_queries/ or features/, or one of: ${names.slice(0, 5).join(', ') || 'none yet'}`,
  });
};

const nothingIn = (
  file: string,
  { name, exports }: { readonly name: string | undefined; readonly exports: readonly string[] },
): ConfigError =>
  new ConfigError({
    code: 'CHR2421',
    message:
      name === undefined
        ? `${file} exports no StagingQuery, GroupBy or Join`
        : `${file} exports no definition called '${name}'`,
    hint: exports.length > 0 ? `it exports ${exports.join(', ')}` : 'export one: export const v1 = groupBy({ ... })',
  });
