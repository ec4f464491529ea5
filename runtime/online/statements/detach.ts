import { versionTable } from '../identity.ts';
import type { Session } from '../session.ts';

/** Takes a version's table out of "UserFeature"; readers do not wait for it. Not inside a transaction. */
export const detach = async (session: Session, versionId: string): Promise<void> => {
  await session.run(`ALTER TABLE "UserFeature" DETACH PARTITION ${versionTable(versionId)} CONCURRENTLY`);
};
