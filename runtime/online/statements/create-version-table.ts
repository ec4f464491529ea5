import { constraintName, idLiteral, versionTable } from '../identity.ts';
import type { Session } from '../session.ts';

/** A version's own table, apart from "UserFeature"; the CHECK later spares ATTACH its scan. */
export const createVersionTable = async (session: Session, versionId: string): Promise<void> => {
  await session.run(`
    CREATE TABLE IF NOT EXISTS ${versionTable(versionId)} (
      LIKE "UserFeature" INCLUDING DEFAULTS,
      CONSTRAINT ${constraintName('ck', versionId)} CHECK ("cubeHistoryId" = ${idLiteral(versionId)})
    )`);
};
