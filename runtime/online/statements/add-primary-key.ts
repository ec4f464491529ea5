import { constraintName, idLiteral, versionTable } from '../identity.ts';
import type { Session } from '../session.ts';

/** Builds the key of a version's table, unless a killed run did. */
export const addPrimaryKey = async (session: Session, versionId: string): Promise<void> => {
  const { count } = await session.run(
    `SELECT FROM pg_constraint WHERE contype = 'p' AND conrelid = to_regclass(format('%I', 'UserFeature_' || ${idLiteral(versionId)}))`,
  );
  if (count === 1) return;
  await session.runLong(
    `ALTER TABLE ${versionTable(versionId)} ADD CONSTRAINT ${constraintName('pk', versionId)} PRIMARY KEY ("cubeHistoryId", "userId")`,
  );
};
