import type { Session } from '../session.ts';

type Move = readonly ['CREATED', 'TRANSFORMED'] | readonly ['TRANSFORMED', 'UPLOADED'];

/** Moves a version on by one status; false when it does not have the status it should have. */
export const moveStatus = async (session: Session, versionId: string, [from, to]: Move): Promise<boolean> => {
  const { count } = await session.run(
    `UPDATE "CubeHistory" SET status = $3, "updatedAt" = clock_timestamp() AT TIME ZONE 'UTC' WHERE id = $1 AND status = $2`,
    [versionId, from, to],
  );
  return count === 1;
};
