import { versionTable } from '../identity.ts';
import type { Session } from '../session.ts';

/** Drops a version's table, which is not attached. */
export const dropVersionTable = async (session: Session, versionId: string): Promise<void> => {
  await session.run(`DROP TABLE IF EXISTS ${versionTable(versionId)}`);
};
