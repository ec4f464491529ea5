import { isChronError, OnlineError } from '../errors.ts';
import { codeOf } from './failure.ts';
import { type Session, transaction } from './session.ts';
import { createTables } from './statements/create-tables.ts';
import { layoutVersion } from './statements/layout-version.ts';

const current = 1;

const known = async (session: Session): Promise<number> =>
  await layoutVersion(session).catch((error: unknown) => {
    if (codeOf(error) === '42P01' || codeOf(error) === '3F000') return 0;
    throw error;
  });

/** Makes the tables if they are not there; several processes may do it at once. Throws OnlineError (CHR2304). */
export const ensureLayout = async (session: Session): Promise<void> => {
  const found = await known(session);
  if (found === current) return;
  if (found > current) {
    throw new OnlineError({
      code: 'CHR2304',
      message: `the tables in this PostgreSQL were made by a newer chron (layout ${found}, this one knows ${current})`,
      hint: 'Upgrade chron, or use another database.',
    });
  }
  try {
    await transaction(session, async () => await createTables(session, current));
  } catch (error) {
    // The other process, for which the lock was waited too long, may be done by now.
    if (isChronError(error) || codeOf(error) !== '55P03' || (await known(session)) !== current) throw error;
  }
};
