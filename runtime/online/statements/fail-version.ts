import type { Session } from '../session.ts';

/** Gives an unfinished version up. */
export const failVersion = async (session: Session, versionId: string, message: string): Promise<void> => {
  await session.run(
    `WITH failed AS (
       UPDATE "CubeHistory" SET status = 'FAILED', "updatedAt" = clock_timestamp() AT TIME ZONE 'UTC'
       WHERE id = $1 AND status IN ('CREATED', 'TRANSFORMED', 'UPLOADED') RETURNING id
     )
     UPDATE chron.run SET message = $2, finished_at = clock_timestamp() WHERE version_id IN (SELECT id FROM failed)`,
    [versionId, message],
  );
};
