import { versionTable } from '../identity.ts';
import type { Session } from '../session.ts';

/** The rows that a version's table holds. */
export const countRows = async (session: Session, versionId: string): Promise<number> => {
  const { rows } = await session.runLong<{ rows: number }>(
    `SELECT count(*)::float8 AS rows FROM ${versionTable(versionId)}`,
  );
  return rows[0]?.rows ?? 0;
};
