import { codeOf } from './failure.ts';
import { versionTable } from './identity.ts';
import { backOff } from './patience.ts';
import { type Session, transaction } from './session.ts';
import { detach } from './statements/detach.ts';
import { dropVersionTable } from './statements/drop-version-table.ts';
import { failVersion } from './statements/fail-version.ts';
import { finalizeDetach } from './statements/finalize-detach.ts';
import { isAttached } from './statements/is-attached.ts';
import { pendingDetaches } from './statements/pending-detaches.ts';

const attempts = 8;

/** Interrupted detaches of any definition; one that its owner is still busy with is left to it. */
export const finalizePendingDetaches = async (session: Session): Promise<void> => {
  for (const partition of await pendingDetaches(session)) {
    await finalizeDetach(session, partition).catch((error: unknown) => {
      // 55P03: locked by its owner. 55000, 42P01, 42809: done meanwhile.
      if (!['55P03', '55000', '42P01', '42809'].includes(codeOf(error))) throw error;
    });
  }
};

/** DROP of an attached partition would make every reader wait, so it is taken out first. */
const takeOut = async (session: Session, versionId: string): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      if (await isAttached(session, versionId)) await detach(session, versionId);
      const pending = await pendingDetaches(session);
      if (pending.includes(versionTable(versionId))) await finalizeDetach(session, versionTable(versionId));
      return;
    } catch (error) {
      if (codeOf(error) !== '55P03' || attempt === attempts) throw error;
      await backOff(attempt);
    }
  }
};

/** Drops what an unfinished version left and marks it FAILED. The caller holds the definition's lock. */
export const giveUp = async (session: Session, versionId: string, message: string): Promise<void> => {
  await takeOut(session, versionId);
  await transaction(session, async () => {
    await dropVersionTable(session, versionId);
    await failVersion(session, versionId, message);
  });
};
