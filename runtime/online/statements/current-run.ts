import type { Session } from '../session.ts';

export type CurrentRun = {
  readonly id: string;
  readonly version: string;
  readonly ds: string;
  readonly inputDigest: string;
  readonly rows: number;
};

/** The version that is served, with what it was made from; null when there is none. */
export const currentRun = async (session: Session, cubeId: string): Promise<CurrentRun | null> => {
  const { rows } = await session.run<CurrentRun>(
    `SELECT h.id, h.version, h.ds, r.input_digest AS "inputDigest", r.rows::float8 AS rows
     FROM "CubeHistory" h JOIN chron.run r ON r.version_id = h.id WHERE h."cubeId" = $1 AND h.current`,
    [cubeId],
  );
  return rows[0] ?? null;
};
