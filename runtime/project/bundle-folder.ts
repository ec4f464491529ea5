import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

type Output = { readonly path: string; readonly contents: Uint8Array };

/** Longer than any command needs between building its modules and importing them. */
const keptMs = 60 * 60 * 1000;

/** Puts a build's files into `parent/name` in one step, and removes builds that nothing used for an hour. */
export const keepBundle = async (
  parent: string,
  { name, outputs }: { readonly name: string; readonly outputs: readonly Output[] },
): Promise<string> => {
  const folder = join(parent, name);
  const now = new Date();
  try {
    await utimes(folder, now, now);
  } catch {
    await writeWhole(folder, outputs);
  }
  await removeOld(parent, now);
  return folder;
};

const writeWhole = async (folder: string, outputs: readonly Output[]): Promise<void> => {
  const temporary = `${folder}.${randomUUID()}`;
  const folders = new Set(outputs.map(({ path }) => dirname(join(temporary, path))));
  await mkdir(temporary, { recursive: true });
  for (const one of folders) await mkdir(one, { recursive: true });
  await Promise.all(outputs.map(({ path, contents }) => writeFile(join(temporary, path), contents)));
  try {
    await rename(temporary, folder);
  } catch {
    // Another command was first, with the same bytes.
    await rm(temporary, { recursive: true, force: true });
  }
};

const removeOld = async (parent: string, now: Date): Promise<void> => {
  for (const name of await readdir(parent)) {
    const path = join(parent, name);
    const used = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => null,
    );
    if (used !== null && now.getTime() - used > keptMs) await rm(path, { recursive: true, force: true });
  }
};
