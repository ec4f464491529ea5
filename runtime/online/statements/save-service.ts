import type { Session } from '../session.ts';

/** The row of a project and profile. */
export const saveService = async (session: Session, id: string, serviceId: string): Promise<void> => {
  await session.run('INSERT INTO "ServiceConfig" (id, "serviceId") VALUES ($1, $2) ON CONFLICT (id) DO NOTHING', [
    id,
    serviceId,
  ]);
};
