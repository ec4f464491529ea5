import { resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError } from '../errors.ts';

/** An s3 prefix and the absolute folder that stands in for it. */
export type Mount = { readonly prefix: string; readonly folder: string };

const scheme = /^([a-z][a-z0-9+.-]+):\/\//i;
const plain = (location: string): string => location.replace(/^s3a:/, 's3:').replace(/\/+$/, '');

/** Mounts by written prefix, longest first, folders taken from `root`; of two that mean one prefix the later wins. */
export const mountsFrom = (root: string, written: Readonly<Record<string, string>>): readonly Mount[] => {
  const folders = new Map(Object.entries(written).map(([prefix, folder]) => [plain(prefix), resolve(root, folder)]));
  return [...folders]
    .map(([prefix, folder]) => ({ prefix, folder }))
    .toSorted((a, b) => b.prefix.length - a.prefix.length);
};

/**
 * The absolute path or glob that a location means on this machine: a path from `root`, a file: URL, or an s3 location
 * under a mount. Throws ConfigError where there is none.
 */
export const localLocation = (
  location: string,
  { root, mounts }: { readonly root: string; readonly mounts: readonly Mount[] },
): string => {
  const kind = scheme.exec(location)?.[1]?.toLowerCase();
  if (kind === undefined) return resolve(root, location);
  if (kind === 'file') return fileURLToPath(location);
  if (kind !== 's3' && kind !== 's3a') {
    throw new ConfigError({
      code: 'CHR2405',
      message: `${location} cannot be read: ${kind}:// is not known`,
      hint: 'use a path, a glob, or an s3:// location that a mount maps to a folder',
    });
  }
  const wanted = plain(location);
  const mount = mounts.find(({ prefix }) => wanted === prefix || wanted.startsWith(`${prefix}/`));
  if (mount === undefined) throw unmounted(location, mounts);
  const path = resolve(mount.folder, `.${wanted.slice(mount.prefix.length)}`);
  if (path === mount.folder || path.startsWith(mount.folder + sep)) return path;
  throw new ConfigError({
    code: 'CHR2407',
    message: `${location} leads out of ${mount.folder}, which stands in for ${mount.prefix}`,
    hint: "write the location without '..'",
  });
};

const unmounted = (location: string, mounts: readonly Mount[]): ConfigError => {
  const known = mounts.map(({ prefix }) => prefix);
  const bucket = /^s3a?:\/\/[^/]+/.exec(location)?.[0] ?? location;
  return new ConfigError({
    code: 'CHR2406',
    message:
      `${location} is not mounted: this release reads s3:// only through a folder that stands in for it` +
      (known.length === 0 ? '' : ` (mounted: ${known.join(', ')})`),
    hint: `add to the profile in chron.config.ts: mounts: { '${bucket}': './folder' }, or set CHRON_MOUNTS='${bucket}=./folder'`,
  });
};
