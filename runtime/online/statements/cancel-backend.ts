import type { Session } from '../session.ts';

/** Ends the statement that another session of ours runs. */
export const cancelBackend = async (session: Session, pid: number): Promise<void> => {
  await session.run('SELECT pg_cancel_backend($1)', [pid]);
};
