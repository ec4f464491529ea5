import { exitCodes, OnlineError } from '../errors.ts';
import type { Published } from '../ports.ts';
import { isPassing } from './failure.ts';
import { indexRows, verifyRows } from './finish-table.ts';
import { finalizePendingDetaches, giveUp } from './give-up.ts';
import { ensureLayout } from './layout.ts';
import { loadChunk, SourceFailure } from './load-chunk.ts';
import { doing, type Publishing, step } from './publishing.ts';
import { register, type Version } from './register.ts';
import { checkParent } from './statements/check-parent.ts';
import { createVersionTable } from './statements/create-version-table.ts';
import { moveStatus } from './statements/move-status.ts';
import { attachTable, drain, flip } from './swap.ts';
import { takeLock } from './take-lock.ts';

/** What earlier attempts of the same publish left, filled in as this one goes on. */
export type Attempts = { readonly pids: number[]; mine: string | null };

const moved = async (
  { session, request }: Publishing,
  versionId: string,
  move: Parameters<typeof moveStatus>[2],
): Promise<void> => {
  if (await moveStatus(session, versionId, move)) return;
  throw new OnlineError({
    code: 'CHR2307',
    message: `${doing(request)}: version ${versionId} is not ${move[0]} any more`,
    hint: 'Nothing was published. Run the same command again.',
    exitCode: exitCodes.busy,
  });
};

const load = async (publishing: Publishing, { id, done }: Version): Promise<void> => {
  const { session, request } = publishing;
  await step(publishing, 'create', async () => await createVersionTable(session, id));
  for (let index = 0; index < request.chunks; index += 1) {
    if (done.has(index)) continue;
    await step(publishing, `copy ${index}`, async () => await loadChunk(publishing, id, index));
  }
  await step(publishing, 'verify', async () => await verifyRows(publishing, id));
  await step(publishing, 'index', async () => {
    await indexRows(publishing, id);
    await moved(publishing, id, ['CREATED', 'TRANSFORMED']);
  });
};

const finish = async (publishing: Publishing, version: Version): Promise<void> => {
  const { id, status } = version;
  if (status === 'CREATED') await load(publishing, version);
  if (status !== 'UPLOADED') {
    await step(publishing, 'attach', async () => {
      await attachTable(publishing, id);
      await moved(publishing, id, ['TRANSFORMED', 'UPLOADED']);
    });
  }
  await step(publishing, 'drain', async () => await drain(publishing));
  await step(publishing, 'flip', async () => await flip(publishing, id));
};

/** Whether a repetition could not end better: the rows themselves are wrong. */
const isHopeless = (error: unknown): boolean =>
  error instanceof OnlineError && ['CHR2305', 'CHR2306', 'CHR2308'].includes(error.code);

/** Runs the steps on one session; whatever ends it, the next attempt or run goes on from what is there. */
export const publishOnce = async (publishing: Publishing, attempts: Attempts): Promise<Published> => {
  const { session, request } = publishing;
  await step(publishing, 'prepare', async () => {
    await ensureLayout(session);
    await checkParent(session);
    await finalizePendingDetaches(session);
  });
  await step(publishing, 'lock', async () => await takeLock(publishing, attempts.pids));
  const registered = await step(publishing, 'register', async () => await register(publishing, attempts.mine));
  if (registered.kind === 'current') {
    const { id: versionId, version, rows } = registered.run;
    const outcome = versionId === attempts.mine ? 'published' : 'current already';
    return { outcome, versionId, version, rows };
  }
  const { version } = registered;
  attempts.mine = version.id;
  try {
    await finish(publishing, version);
  } catch (error) {
    if (!isPassing(error) && !(error instanceof SourceFailure) && isHopeless(error)) {
      // Best effort: the next publish of this definition would do it too.
      await giveUp(session, version.id, (error as Error).message).catch(() => {});
    }
    throw error;
  }
  return { outcome: 'published', versionId: version.id, version: version.version, rows: request.rows };
};
