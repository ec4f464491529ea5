import type { Session } from '../session.ts';

/** Notes which run works on an unfinished version now. */
export const takeOverRun = async (session: Session, versionId: string, runId: string): Promise<void> => {
  await session.run('UPDATE chron.run SET run_id = $2 WHERE version_id = $1', [versionId, runId]);
};
