import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Names of the tables in a warehouse, in order. */
export const warehouseTables = async (warehouse: string): Promise<readonly string[]> => {
  const walk = async (path: readonly string[]): Promise<readonly string[]> => {
    const entries = await readdir(join(warehouse, ...path), { withFileTypes: true }).catch(() => []);
    const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    if (folders.includes('metadata')) {
      const files = await readdir(join(warehouse, ...path, 'metadata')).catch(() => []);
      return files.some((name) => /^v\d+\.metadata\.json$/.test(name)) ? [path.join('.')] : [];
    }
    return (await Promise.all(folders.map((name) => walk([...path, name])))).flat();
  };
  return (await walk([])).toSorted();
};
