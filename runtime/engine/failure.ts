import { EngineError } from '../errors.ts';

const kinds = [
  { code: 'CHR2900', pattern: /^INTERRUPT Error/i, hint: 'Run the same command again; nothing was committed.' },
  {
    code: 'CHR2052',
    pattern: /max_temp_directory_size|failed to offload/i,
    hint: 'The spill folder is full: free disk space there, or give the run another spill folder.',
  },
  {
    code: 'CHR2051',
    pattern: /^Out of Memory Error/i,
    hint: 'Raise the memory limit, lower the number of threads, or compute fewer days at a time.',
  },
  {
    code: 'CHR2053',
    pattern: /No space left on device|Disk quota exceeded|ENOSPC|EDQUOT/i,
    hint: 'Free disk space and run the same command again; nothing was committed.',
  },
] as const;

/** An error that our own SQL raised, with its code in front. */
const raised = /^Invalid Input Error: (CHR\d{4}) (.*)$/s;

/** DuckDB's error as an EngineError: its text, and a hint where one helps. */
export const engineFailure = (doing: string, cause: unknown): EngineError => {
  if (cause instanceof EngineError) return cause;
  // DuckDB's own advice names settings that the user of a confined engine cannot reach.
  const [text = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n\nPossible solutions:');
  const [, code, told] = raised.exec(text) ?? [];
  if (code !== undefined) return new EngineError({ code, message: `${doing}: ${told}`, cause });
  const kind = kinds.find((one) => one.pattern.test(text));
  return new EngineError({
    code: kind?.code ?? 'CHR2050',
    message: `${doing}: ${text}`,
    ...(kind === undefined ? {} : { hint: kind.hint }),
    cause,
  });
};

/** Whether an error is the engine's own, of no kind that is told apart here. */
export const isEnginesOwn = (error: EngineError): boolean => error.code === 'CHR2050';

/** Whether a statement ended because `interrupt` was called. */
export const isInterrupt = (error: unknown): boolean => error instanceof EngineError && error.code === 'CHR2900';

/** What a statement throws that would start after `interrupt` was called. */
export const interrupted = (doing: string): EngineError =>
  engineFailure(doing, new Error('INTERRUPT Error: Interrupted!'));
