import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError } from '../errors.ts';
import { installServer } from './install-server.ts';
import { type PostgresProject, postgresHome } from './postgres-home.ts';
import { postgresPackage } from './postgres-package.ts';
import { postmasterOf } from './postmaster.ts';
import { runProgram } from './server-process.ts';

/**
 * Stops the project's PostgreSQL if it runs: open transactions are rolled back, the data is kept. Resolves once it is
 * gone, to whether there was one. Throws ConfigError (CHR2324) when it does not end within 60 s.
 */
export const stopPostgres = async (project: PostgresProject): Promise<{ readonly stopped: boolean }> => {
  const { home, data, log, user } = await postgresHome(project);
  const found = await postmasterOf(data);
  if (found.state === 'absent' || found.state === 'stale') return { stopped: false };
  try {
    const bin = await installServer(home, postgresPackage());
    await runProgram({
      bin,
      name: 'pg_ctl',
      args: ['stop', '-D', data, '-m', 'fast', '-w', '-t', '60'],
      cwd: home,
      user,
    });
    // pg_ctl waits for the pid file; the process itself ends a moment later.
    for (let round = 0; round < 200 && (await postmasterOf(data)).state !== 'absent'; round += 1) await sleep(10);
  } catch (cause) {
    if ((await postmasterOf(data)).state === 'absent') return { stopped: true };
    throw new ConfigError({
      code: 'CHR2324',
      message: `the embedded PostgreSQL (process ${found.pid}) did not stop: ${(cause as Error).message}`,
      hint: `Its log is ${log}; run chron dev stop again.`,
      cause,
    });
  }
  return { stopped: true };
};
