import { chown, mkdir } from 'node:fs/promises';
import type { PostgresHome } from './postgres-home.ts';
import { runProgram } from './server-process.ts';
import { wholeFolder } from './whole-folder.ts';

/** The data folder of a new server, if there is none yet. */
export const makeData = async ({ home, data, user }: PostgresHome, bin: string): Promise<void> =>
  await wholeFolder(data, async (draft) => {
    await mkdir(draft, { mode: 0o700 });
    if (user !== null) await chown(draft, user.uid, user.gid);
    const args = ['-D', draft, '-U', 'chron', '--no-sync', '--auth=trust', '-E', 'UTF8', '--locale=C'];
    await runProgram({ bin, name: 'initdb', args, cwd: home, user });
  });
