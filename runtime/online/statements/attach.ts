import { idLiteral, versionTable } from '../identity.ts';
import type { Session } from '../session.ts';

/** Makes a version's table a partition of "UserFeature"; readers do not wait for it. */
export const attach = async (session: Session, versionId: string): Promise<void> => {
  await session.run(
    `ALTER TABLE "UserFeature" ATTACH PARTITION ${versionTable(versionId)} FOR VALUES IN (${idLiteral(versionId)})`,
  );
};
