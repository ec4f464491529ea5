import type { Session } from '../session.ts';

/** What became of a version. */
export const runStatus = async (session: Session, versionId: string): Promise<string | null> => {
  const { rows } = await session.run<{ status: string }>('SELECT status FROM "CubeHistory" WHERE id = $1', [versionId]);
  return rows[0]?.status ?? null;
};
