import { versionTable } from '../identity.ts';
import type { Session } from '../session.ts';

/** Statistics, so that the first reads are planned as later ones. */
export const analyze = async (session: Session, versionId: string): Promise<void> => {
  await session.runLong(`ANALYZE ${versionTable(versionId)}`);
};
