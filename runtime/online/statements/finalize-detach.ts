import type { Session } from '../session.ts';

/** Ends an interrupted DETACH CONCURRENTLY. */
export const finalizeDetach = async (session: Session, partition: string): Promise<void> => {
  await session.run(`ALTER TABLE "UserFeature" DETACH PARTITION ${partition} FINALIZE`);
};
