import { backfill } from '../api/backfill.ts';
import { type ExitCode, exitCodes } from '../errors.ts';
import { type FillFlags, fillRequest } from './flags.ts';
import { openProgress } from './open-progress.ts';
import type { CommonFlags, Session } from './session.ts';

/** `chron backfill`. */
export const backfillCommand = async (
  flags: CommonFlags & FillFlags,
  { project, terminal, world }: Session,
): Promise<ExitCode> => {
  const request = fillRequest(flags);
  const opened = await project();
  const progress = openProgress(terminal);
  try {
    const { tables, next } = await backfill(opened, { ...request, reporter: progress, signal: world.signal });
    if (terminal.json) terminal.out(JSON.stringify({ event: 'result', tables, next }));
    else if (next !== null && !terminal.quiet) terminal.out(`  next: ${next}`);
  } finally {
    progress.close();
  }
  return exitCodes.ok;
};
