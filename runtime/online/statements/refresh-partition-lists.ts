import type { Session } from '../session.ts';

/** Changes nothing, but makes every backend read anew which partitions "UserFeature" has; nobody waits for it. */
export const refreshPartitionLists = async (session: Session): Promise<void> => {
  await session.run('ALTER TABLE ONLY "UserFeature" ALTER COLUMN "userId" SET STATISTICS -1');
};
