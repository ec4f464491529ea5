import type { Session } from '../session.ts';

/** The number of the layout that the tables have. */
export const layoutVersion = async (session: Session): Promise<number> => {
  const { rows } = await session.run<{ version: number }>('SELECT version FROM chron.layout');
  return rows[0]?.version ?? 0;
};
