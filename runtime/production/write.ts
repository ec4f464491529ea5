import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { compareProduction, type Difference } from './compare.ts';
import { kindFolders, productionFolder } from './production-files.ts';

/**
 * Makes production/ what a compile gives: writes what is missing or differs, removes what is stale (with `whole`), and
 * leaves every other file untouched. Returns what was done.
 */
export const writeProduction = async (
  root: string,
  files: ReadonlyMap<string, string>,
  { whole }: { readonly whole: boolean },
): Promise<Difference> => {
  const difference = await compareProduction(root, files, { whole });
  for (const path of [...difference.missing, ...difference.differing]) {
    await replace(join(root, path), files.get(path) ?? '');
  }
  for (const path of difference.stale) {
    await rm(join(root, path), { force: true });
    await removeEmpty(root, dirname(path));
  }
  return difference;
};

/** A compile that is stopped leaves whole files. */
const replace = async (path: string, text: string): Promise<void> => {
  const temporary = `${path}.${randomUUID()}.tmp`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(temporary, text);
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
};

const keptFolders: ReadonlySet<string> = new Set(
  Object.values(kindFolders).map((kind) => `${productionFolder}/${kind}`),
);

const removeEmpty = async (root: string, folder: string): Promise<void> => {
  if (keptFolders.has(folder)) return;
  try {
    await rmdir(join(root, folder));
  } catch {
    return;
  }
  await removeEmpty(root, dirname(folder));
};
