import { constants } from 'node:fs';
import { chmod, cp, readdir, readFile, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { PostgresPackage } from './postgres-package.ts';
import { exists, wholeFolder } from './whole-folder.ts';

const readable = async (folder: string, executables: boolean): Promise<void> => {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await readable(path, executables || entry.name === 'bin');
    else if (entry.isFile()) await chmod(path, executables ? 0o755 : 0o644);
  }
};

/** npm packs no symbolic links; the package lists those its libraries need. */
const link = async (folder: string): Promise<void> => {
  const text = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(text) as readonly { readonly source: string; readonly target: string }[];
  for (const { source, target } of links) {
    const place = join(folder, target.replace(/^native\//, ''));
    if (await exists(place)) continue;
    if (dirname(source) !== dirname(target)) throw new Error(`internal: ${target} links into another folder`);
    await symlink(basename(source), place);
  }
};

/**
 * A copy of the server's binaries in `home`, so that the server outlives an `npm ci` and any user can run it; made once
 * per version. Returns its bin folder.
 */
export const installServer = async (home: string, { native, version }: PostgresPackage): Promise<string> => {
  const folder = join(home, `server-${version}`);
  await wholeFolder(folder, async (draft) => {
    await cp(native, draft, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE });
    await readable(draft, false);
    await link(draft);
  });
  return join(folder, 'bin');
};
