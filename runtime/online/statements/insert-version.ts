import type { Session } from '../session.ts';

/** A new version's row; returns its stamp: UTC by the database's clock, and a sequence that gives the order. */
export const insertVersion = async (
  session: Session,
  version: { readonly id: string; readonly cubeId: string; readonly ds: string },
): Promise<string> => {
  const { rows } = await session.run<{ version: string }>(
    `INSERT INTO "CubeHistory" (id, "cubeId", version, sequence, ds)
     SELECT $1, $2, to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISS') || '_' ||
       lpad(n::text, greatest(6, length(n::text)), '0'), n, $3 FROM nextval('chron.version') AS n
     RETURNING version`,
    [version.id, version.cubeId, version.ds],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('internal: no version came back');
  return row.version;
};
