import { setTimeout as sleep } from 'node:timers/promises';
import { exitCodes, OnlineError } from '../errors.ts';
import { doing, type Publishing } from './publishing.ts';
import { endBackend } from './statements/end-backend.ts';
import { lockCube } from './statements/lock-cube.ts';
import { lockHolder } from './statements/lock-holder.ts';

/** How long a session of ours that broke may take to end. */
const rounds = 40;

/**
 * Takes the definition's lock. `earlier` are sessions of this very publish whose connection broke: the server may not
 * have noticed. Throws OnlineError (CHR2302, exit 75) naming the holder.
 */
export const takeLock = async (publishing: Publishing, earlier: readonly number[]): Promise<void> => {
  const { session, cubeId, request } = publishing;
  for (let round = 0; ; round += 1) {
    if (await lockCube(session, cubeId)) return;
    const holder = await lockHolder(session, cubeId);
    if (round < rounds && (holder === null || earlier.includes(holder.pid))) {
      if (holder !== null) await endBackend(session, holder.pid);
      await sleep(25);
      continue;
    }
    throw new OnlineError({
      code: 'CHR2302',
      message: `${doing(request)}: another publish of this definition is running${
        holder === null ? '' : ` (${holder.name}, backend ${holder.pid}, connected since ${holder.since})`
      }`,
      hint: 'Wait until it is done and run the same command again.',
      exitCode: exitCodes.busy,
    });
  }
};
