import type { Session } from '../session.ts';

type Run = {
  readonly versionId: string;
  readonly runId: string;
  readonly inputDigest: string;
  readonly rows: number;
  readonly chunks: number;
};

/** The ledger of a new version: its run, and its chunks, none of them done. */
export const insertRun = async (session: Session, run: Run): Promise<void> => {
  await session.run(
    `WITH run AS (
       INSERT INTO chron.run (version_id, run_id, input_digest, rows, chunks) VALUES ($1, $2, $3, $4, $5)
       RETURNING version_id, chunks
     )
     INSERT INTO chron.chunk (version_id, chunk) SELECT version_id, generate_series(0, chunks - 1) FROM run`,
    [run.versionId, run.runId, run.inputDigest, run.rows, run.chunks],
  );
};
