import { OnlineError } from '../../errors.ts';
import type { Session } from '../session.ts';

const refused = (message: string, hint: string): OnlineError => new OnlineError({ code: 'CHR2304', message, hint });

/** Refuses a server or a "UserFeature" on which a version cannot be swapped in without anybody waiting. */
export const checkParent = async (session: Session): Promise<void> => {
  const { rows } = await session.run<{ server: number; partitioned: boolean; fallback: string | null; key: boolean }>(`
    SELECT current_setting('server_version_num')::int AS server,
      p.partrelid IS NOT NULL AS partitioned,
      nullif(p.partdefid, 0)::regclass::text AS fallback,
      EXISTS (
        SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p' AND (
          SELECT array_agg(a.attname::text ORDER BY n.at)
          FROM unnest(k.conkey) WITH ORDINALITY AS n (attnum, at) JOIN pg_attribute a USING (attnum)
          WHERE a.attrelid = k.conrelid
        ) = ARRAY['cubeHistoryId', 'userId']
      ) AS key
    FROM pg_class c LEFT JOIN pg_partitioned_table p ON p.partrelid = c.oid AND p.partstrat = 'l'
    WHERE c.oid = '"UserFeature"'::regclass`);
  const [found] = rows;
  if (found === undefined) throw new Error('internal: "UserFeature" has no catalog row');
  if (found.server < 140_000) {
    throw refused(
      `this PostgreSQL is version ${Math.floor(found.server / 10_000)}; publishing needs 14 or newer`,
      'Upgrade the server, or set CHRON_PG_URL to another one.',
    );
  }
  if (!found.partitioned) {
    throw refused(
      'table "UserFeature" is not partitioned by list',
      'Rename or remove the table that is there; chron makes its own.',
    );
  }
  if (found.fallback !== null) {
    throw refused(
      `table "UserFeature" has a DEFAULT partition, ${found.fallback}: attaching a version would lock and scan it`,
      `Detach it: ALTER TABLE "UserFeature" DETACH PARTITION ${found.fallback}.`,
    );
  }
  if (!found.key) {
    throw refused(
      'table "UserFeature" lacks its primary key ("cubeHistoryId", "userId")',
      'Add it: ALTER TABLE "UserFeature" ADD PRIMARY KEY ("cubeHistoryId", "userId").',
    );
  }
};
