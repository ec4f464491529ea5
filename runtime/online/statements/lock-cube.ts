import type { Session } from '../session.ts';

/** Takes the one lock under which a definition is published, until the session ends; false when another holds it. */
export const lockCube = async (session: Session, cubeId: string): Promise<boolean> => {
  const { rows } = await session.run<{ locked: boolean }>(
    `SELECT pg_try_advisory_lock(hashtextextended('chron:' || $1, 0)) AS locked`,
    [cubeId],
  );
  return rows[0]?.locked === true;
};
