import type { Session } from '../session.ts';

/** Takes the mark from the served version, if there is one; returns how many had it. */
export const retireCurrent = async (session: Session, cubeId: string): Promise<number> => {
  const { count } = await session.run(
    `UPDATE "CubeHistory" SET current = false, "retiredAt" = clock_timestamp(),
       "updatedAt" = clock_timestamp() AT TIME ZONE 'UTC' WHERE "cubeId" = $1 AND current`,
    [cubeId],
  );
  return count;
};
