import { StorageError } from '../errors.ts';

const hints: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full: free space there and run the same command again; nothing was committed.',
  EDQUOT: 'The disk quota is used up: free space there and run the same command again; nothing was committed.',
  EACCES: 'Give this user the right to write there, or choose another warehouse folder.',
  EPERM: 'This file system refuses hard links or writing: choose a warehouse folder on another one.',
  EROFS: 'The file system is read-only: choose another warehouse folder.',
  EMFILE: 'Too many files are open: raise the limit (ulimit -n).',
};

/** An error of the file system as a StorageError naming the path; a broken invariant of ours stays what it is. */
export const storageFailure = (doing: string, cause: unknown): Error => {
  if (cause instanceof StorageError) return cause;
  if (cause instanceof Error && cause.message.startsWith('internal: ')) return cause;
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  return new StorageError({
    code: 'CHR2207',
    message: `${doing} failed: ${cause instanceof Error ? cause.message : String(cause)}`,
    hint: hints[code] ?? 'Run the same command again; nothing was committed.',
    cause,
  });
};
