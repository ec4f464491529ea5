import type { Session } from '../session.ts';

export type Holder = { readonly pid: number; readonly name: string; readonly since: string };

/** Who holds the lock of a definition; null when nobody does any more. */
export const lockHolder = async (session: Session, cubeId: string): Promise<Holder | null> => {
  const { rows } = await session.run<Holder>(
    `SELECT l.pid, coalesce(nullif(a.application_name, ''), 'unnamed') AS name,
       to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since
     FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid,
       hashtextextended('chron:' || $1, 0) AS key
     WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
       AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND ((l.classid::bigint << 32) | l.objid::bigint) = key`,
    [cubeId],
  );
  return rows[0] ?? null;
};
