import { stopPostgres } from '../dev/stop-postgres.ts';
import { type ExitCode, exitCodes } from '../errors.ts';
import type { CommonFlags, Session } from './session.ts';

/** `chron dev stop`. */
export const devStopCommand = async (_flags: CommonFlags, { project, terminal }: Session): Promise<ExitCode> => {
  const { root, state } = await project();
  const { stopped } = await stopPostgres({ projectRoot: root, stateFolder: state });
  if (terminal.json) terminal.out(JSON.stringify({ stopped }));
  else if (!terminal.quiet) {
    terminal.out(
      stopped
        ? "stopped the project's PostgreSQL; its data is kept"
        : "nothing to do: the project's PostgreSQL is not running",
    );
  }
  return exitCodes.ok;
};
