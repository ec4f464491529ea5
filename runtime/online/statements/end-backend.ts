import type { Session } from '../session.ts';

/** Ends another session of ours. */
export const endBackend = async (session: Session, pid: number): Promise<void> => {
  await session.run('SELECT pg_terminate_backend($1)', [pid]);
};
