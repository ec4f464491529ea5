import type { Session } from '../session.ts';

/** Ticks a chunk off, in the transaction that loaded it; false when the version is no longer being loaded by us. */
export const finishChunk = async (
  session: Session,
  chunk: { readonly versionId: string; readonly index: number; readonly rows: number },
): Promise<boolean> => {
  const { count } = await session.run(
    `UPDATE chron.chunk SET rows = $3, done_at = clock_timestamp()
     WHERE version_id = $1 AND chunk = $2 AND done_at IS NULL
       AND EXISTS (SELECT FROM "CubeHistory" WHERE id = $1 AND status = 'CREATED')`,
    [chunk.versionId, chunk.index, chunk.rows],
  );
  return count === 1;
};
