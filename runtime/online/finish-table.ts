import { OnlineError } from '../errors.ts';
import { causeOf, codeOf } from './failure.ts';
import { doing, type Publishing } from './publishing.ts';
import { addPrimaryKey } from './statements/add-primary-key.ts';
import { analyze } from './statements/analyze.ts';
import { countRows } from './statements/count-rows.ts';

/** Compares what arrived with what was promised. Throws OnlineError (CHR2306). */
export const verifyRows = async ({ session, request }: Publishing, versionId: string): Promise<void> => {
  const rows = await countRows(session, versionId);
  if (rows === request.rows) return;
  throw new OnlineError({
    code: 'CHR2306',
    message: `${doing(request)}: ${request.rows} rows were promised and ${rows} arrived`,
    hint: 'Nothing was published. Run the same command again.',
  });
};

const repeated = (error: unknown): string => {
  const { detail } = error as { readonly detail?: unknown };
  const key = typeof detail === 'string' ? /=\([^,]*, (.*)\) is duplicated/s.exec(detail)?.[1] : undefined;
  return key === undefined ? 'a key comes twice' : `key ${key} comes twice`;
};

/** Builds the key and the statistics. Throws OnlineError (CHR2308) for a key that comes twice. */
export const indexRows = async ({ session, request, redact }: Publishing, versionId: string): Promise<void> => {
  try {
    await addPrimaryKey(session, versionId);
  } catch (error) {
    const code = codeOf(error);
    if (code !== '23505' && code !== '54000') throw error;
    const what = code === '23505' ? repeated(error) : 'a key is longer than the 2,600 bytes that an index holds';
    throw new OnlineError({
      code: 'CHR2308',
      message: redact(`${doing(request)}: ${what}`),
      hint: 'Nothing was published. Give each key one row of at most 2,600 bytes of key text.',
      cause: causeOf(error, redact),
    });
  }
  await analyze(session, versionId);
};
