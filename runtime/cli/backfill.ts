import { backfill } from '../api/backfill.ts';
import { type ExitCode, exitCodes } from '../errors.ts';
import { countFlag, dayFlag } from './flags.ts';
import { openProgress } from './open-progress.ts';
import type { CommonFlags, Session } from './session.ts';

type Flags = CommonFlags & {
  readonly conf: string;
  readonly startDate?: string;
  readonly startDs?: string;
  readonly endDate?: string;
  readonly endDs?: string;
  readonly ds?: string;
  readonly stepDays?: string;
  readonly force?: boolean;
};

/** `chron backfill`. */
export const backfillCommand = async (flags: Flags, { project, terminal, world }: Session): Promise<ExitCode> => {
  const request = {
    conf: flags.conf,
    start: dayFlag({ '--start-date': flags.startDate, '--start-ds': flags.startDs }),
    end: dayFlag({ '--end-date': flags.endDate, '--end-ds': flags.endDs, '--ds': flags.ds }),
    stepDays: countFlag('--step-days', flags.stepDays),
    force: flags.force,
  };
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
