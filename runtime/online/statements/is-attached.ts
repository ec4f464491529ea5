import { versionTable } from '../identity.ts';
import type { Session } from '../session.ts';

/** Whether a version's table is a whole, permanent partition of "UserFeature". */
export const isAttached = async (session: Session, versionId: string): Promise<boolean> => {
  const { count } = await session.run(
    `SELECT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = '"UserFeature"'::regclass AND i.inhrelid = to_regclass($1)
       AND NOT i.inhdetachpending AND c.relpersistence = 'p'`,
    [versionTable(versionId)],
  );
  return count === 1;
};
