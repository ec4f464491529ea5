import type { Session } from '../session.ts';

export type Reader = { readonly transaction: string; readonly pid: number; readonly name: string };

const held = `
  FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
  WHERE l.relation = '"UserFeature"'::regclass AND l.granted AND l.pid IS DISTINCT FROM pg_backend_pid()
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

const columns = `DISTINCT l.virtualtransaction AS transaction, coalesce(l.pid, 0) AS pid,
  coalesce(nullif(a.application_name, ''), 'unnamed') AS name`;

/** The transactions that use "UserFeature" now. */
export const readers = async (session: Session): Promise<readonly Reader[]> =>
  (await session.run<Reader>(`SELECT ${columns} ${held}`)).rows;

/** Which of some earlier transactions still use it. */
export const remainingReaders = async (session: Session, transactions: readonly string[]): Promise<readonly Reader[]> =>
  (await session.run<Reader>(`SELECT ${columns} ${held} AND l.virtualtransaction = ANY ($1)`, [transactions])).rows;
