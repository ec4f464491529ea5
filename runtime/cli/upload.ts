import { upload } from '../api/upload.ts';
import { type ExitCode, exitCodes } from '../errors.ts';
import { dayFlag } from './flags.ts';
import { openProgress } from './open-progress.ts';
import type { CommonFlags, Session } from './session.ts';

type Flags = CommonFlags & {
  readonly conf: string;
  readonly ds?: string;
  readonly endDate?: string;
  readonly endDs?: string;
  readonly allowEmpty?: boolean;
};

/** `chron upload`. */
export const uploadCommand = async (flags: Flags, { project, terminal, world }: Session): Promise<ExitCode> => {
  const ds = dayFlag({ '--ds': flags.ds, '--end-date': flags.endDate, '--end-ds': flags.endDs });
  const opened = await project();
  const progress = openProgress(terminal);
  try {
    const { conf, allowEmpty } = flags;
    const uploaded = await upload(opened, { conf, ds, allowEmpty, reporter: progress, signal: world.signal });
    if (terminal.json) terminal.out(JSON.stringify({ event: 'result', uploaded }));
    else if (!terminal.quiet) terminal.out(`  next: chron fetch --conf ${conf} --key NAME=VALUE`);
  } finally {
    progress.close();
  }
  return exitCodes.ok;
};
