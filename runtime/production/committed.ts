import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { kindFolders, productionFolder } from './production-files.ts';

const isPlan = (name: string): boolean => name.endsWith('.json') || name.endsWith('.sql');

/** Plan files under production/, as posix paths from the root; other files there are nobody's business. */
export const committedFiles = async (root: string): Promise<readonly string[]> => {
  const walk = async (folder: string): Promise<readonly string[]> => {
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    const found = await Promise.all(
      entries.map(async (entry) => {
        const path = `${folder}/${entry.name}`;
        if (entry.isDirectory()) return await walk(path);
        return isPlan(entry.name) ? [path] : [];
      }),
    );
    return found.flat();
  };
  const all = await Promise.all(Object.values(kindFolders).map((kind) => walk(`${productionFolder}/${kind}`)));
  return all.flat().toSorted();
};

/** Text of a file; null where there is none. */
export const textOf = async (root: string, path: string): Promise<string | null> => {
  try {
    return await readFile(join(root, path), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
};
