import type { Session } from '../session.ts';

/** Tells listeners of channel `chron` about a new version, when the transaction commits. */
export const announce = async (session: Session, cubeId: string, versionId: string): Promise<void> => {
  await session.run(`SELECT pg_notify('chron', json_build_object('cube', $1::text, 'version', $2::text)::text)`, [
    cubeId,
    versionId,
  ]);
};
