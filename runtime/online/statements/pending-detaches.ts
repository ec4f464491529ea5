import type { Session } from '../session.ts';

/** Partitions whose DETACH CONCURRENTLY was interrupted; quoted names. */
export const pendingDetaches = async (session: Session): Promise<readonly string[]> => {
  const { rows } = await session.run<{ partition: string }>(`
    SELECT inhrelid::regclass::text AS partition FROM pg_inherits
    WHERE inhparent = '"UserFeature"'::regclass AND inhdetachpending`);
  return rows.map(({ partition }) => partition);
};
