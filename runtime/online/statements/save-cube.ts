import type { Session } from '../session.ts';

type Cube = {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly serviceConfigId: string;
};

/** The row of a definition; a changed description is taken over. */
export const saveCube = async (session: Session, cube: Cube): Promise<void> => {
  await session.run(
    `INSERT INTO "Cube" (id, name, description, "serviceConfigId") VALUES ($1, $2, $3, $4)
     ON CONFLICT (id) DO UPDATE
     SET description = excluded.description, "updatedAt" = clock_timestamp() AT TIME ZONE 'UTC'
     WHERE "Cube".description IS DISTINCT FROM excluded.description`,
    [cube.id, cube.name, cube.description, cube.serviceConfigId],
  );
};
