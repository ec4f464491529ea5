import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The folders whose files hold definitions. */
export const definitionFolders = ['staging_queries', 'features'] as const;

const entriesOf = async (folder: string): Promise<readonly Dirent[]> => {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
};

const isDefinitionFile = (name: string): boolean => name.endsWith('.ts') && !/\.(d|test)\.ts$/.test(name);

/** Every definition file, as a posix path from the root, in order. */
export const findFiles = async (root: string): Promise<readonly string[]> => {
  const walk = async (folder: string): Promise<readonly string[]> => {
    const entries = await entriesOf(join(root, folder));
    const found = await Promise.all(
      entries.map(async (entry) => {
        const path = `${folder}/${entry.name}`;
        if (entry.name.startsWith('.') || entry.name === 'node_modules') return [];
        if (entry.isDirectory()) return await walk(path);
        return isDefinitionFile(entry.name) ? [path] : [];
      }),
    );
    return found.flat();
  };
  return (await Promise.all(definitionFolders.map(walk))).flat().toSorted();
};
