import { setTimeout as sleep } from 'node:timers/promises';
import { exitCodes, OnlineError } from '../errors.ts';
import { codeOf } from './failure.ts';
import { backOff } from './patience.ts';
import { doing, type Publishing } from './publishing.ts';
import { transaction } from './session.ts';
import { announce } from './statements/announce.ts';
import { attach } from './statements/attach.ts';
import { isAttached } from './statements/is-attached.ts';
import { makeCurrent } from './statements/make-current.ts';
import { type Reader, readers, remainingReaders } from './statements/readers.ts';
import { refreshPartitionLists } from './statements/refresh-partition-lists.ts';
import { retireCurrent } from './statements/retire-current.ts';

const lockAttempts = 10;

const named = (users: readonly Reader[]): string =>
  [...new Set(users.map(({ name, pid }) => `${name} (backend ${pid})`))].join(', ') || 'nobody any more';

const lost = ({ request }: Publishing, what: string): OnlineError =>
  new OnlineError({
    code: 'CHR2307',
    message: `${doing(request)}: ${what}`,
    hint: 'Nothing was published. Run the same command again.',
    exitCode: exitCodes.busy,
  });

/** Repeats what gives way to whoever holds "UserFeature". Throws OnlineError (CHR2307, exit 75) naming those. */
const givingWay = async (publishing: Publishing, work: () => Promise<void>): Promise<void> => {
  const { session, request } = publishing;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (codeOf(error) !== '55P03') throw error;
      if (attempt === lockAttempts) {
        throw lost(publishing, `table "UserFeature" is locked; used by ${named(await readers(session))}`);
      }
      await backOff(attempt, request.signal);
    }
  }
};

/** Attaches the version's table, which nobody reads yet. */
export const attachTable = async (publishing: Publishing, versionId: string): Promise<void> => {
  const { session } = publishing;
  if (await isAttached(session, versionId)) return;
  await givingWay(publishing, async () => await attach(session, versionId));
};

const untilGone = async (publishing: Publishing): Promise<void> => {
  const { session, request, drainMillis } = publishing;
  let waiting = await readers(session);
  const limit = Date.now() + drainMillis;
  for (let pause = 1; waiting.length > 0; pause = Math.min(100, pause * 2)) {
    if (Date.now() > limit) {
      throw new OnlineError({
        code: 'CHR2309',
        message: `${doing(request)}: a transaction has used "UserFeature" for more than ${drainMillis / 1000} s: ${named(waiting)}`,
        hint: 'The rows are loaded, the old version is still served. End that transaction and run the same command again.',
        exitCode: exitCodes.busy,
      });
    }
    await sleep(pause, undefined, request.signal === undefined ? {} : { signal: request.signal });
    waiting = await remainingReaders(
      session,
      waiting.map(({ transaction }) => transaction),
    );
  }
};

/**
 * Waits for the transactions that began to use "UserFeature" before the version was attached: a query planned then
 * would, with the new version's id, find nothing. A backend that was reading the list of partitions during the ATTACH
 * may moreover keep the old list (it hears of the change while it reads, and stores what it had read), for as long as
 * the table is not changed again. So once no such reading can be going on the lists are made anew, and the queries
 * planned with an old one are waited for too. Throws OnlineError (CHR2309, exit 75) when transactions do not end.
 */
export const drain = async (publishing: Publishing): Promise<void> => {
  await untilGone(publishing);
  await givingWay(publishing, async () => await refreshPartitionLists(publishing.session));
  await untilGone(publishing);
};

/** Serves the version instead of the one before, in one short transaction. Throws OnlineError (CHR2307, exit 75). */
export const flip = async (publishing: Publishing, versionId: string): Promise<void> => {
  const { session, cubeId, hook } = publishing;
  await transaction(session, async () => {
    if (!(await isAttached(session, versionId))) throw lost(publishing, 'the loaded table is gone');
    await retireCurrent(session, cubeId);
    if (!(await makeCurrent(session, versionId))) throw lost(publishing, 'the loaded version is no longer ours');
    await announce(session, cubeId, versionId);
    await hook('flipping');
  });
};
