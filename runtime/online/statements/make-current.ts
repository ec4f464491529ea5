import type { Session } from '../session.ts';

/** Gives an attached version the mark; false when it is not in the status to get it, or its chunks are not all there. */
export const makeCurrent = async (session: Session, versionId: string): Promise<boolean> => {
  const { count } = await session.run(
    `WITH ready AS (
       UPDATE "CubeHistory" h SET status = 'READY', current = true, "updatedAt" = clock_timestamp() AT TIME ZONE 'UTC'
       FROM chron.run r
       WHERE h.id = $1 AND h.status = 'UPLOADED' AND r.version_id = h.id
         AND (SELECT coalesce(sum(c.rows), 0) FROM chron.chunk c WHERE c.version_id = h.id AND c.done_at IS NOT NULL) = r.rows
       RETURNING h.id
     )
     UPDATE chron.run SET finished_at = clock_timestamp() WHERE version_id IN (SELECT id FROM ready)`,
    [versionId],
  );
  return count === 1;
};
