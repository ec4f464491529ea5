import type { Session } from '../session.ts';

export type UnfinishedRun = {
  readonly id: string;
  readonly version: string;
  readonly status: 'CREATED' | 'TRANSFORMED' | 'UPLOADED';
  readonly ds: string;
  readonly inputDigest: string;
  readonly rows: number;
  readonly chunks: number;
  readonly done: readonly number[];
  readonly hasTable: boolean;
};

/** Versions of a definition that were begun and neither published nor given up; dead, if we hold the lock. */
export const unfinishedRuns = async (session: Session, cubeId: string): Promise<readonly UnfinishedRun[]> => {
  const { rows } = await session.run<UnfinishedRun>(
    `SELECT h.id, h.version, h.status, h.ds, r.input_digest AS "inputDigest", r.rows::float8 AS rows, r.chunks,
       to_regclass(format('%I', 'UserFeature_' || h.id)) IS NOT NULL AS "hasTable",
       ARRAY(SELECT c.chunk FROM chron.chunk c
             WHERE c.version_id = h.id AND c.done_at IS NOT NULL ORDER BY c.chunk) AS done
     FROM "CubeHistory" h JOIN chron.run r ON r.version_id = h.id
     WHERE h."cubeId" = $1 AND h.status IN ('CREATED', 'TRANSFORMED', 'UPLOADED') ORDER BY h.sequence`,
    [cubeId],
  );
  return rows;
};
