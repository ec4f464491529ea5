import { CommanderError } from 'commander';
import { ConfigError, type ExitCode, exitCodes } from '../errors.ts';
import { buildProgram } from './program.ts';
import { openTerminal, type World } from './terminal.ts';

/** Runs one command line and gives its exit code; nothing is thrown. */
export const run = async (args: readonly string[], world: World): Promise<ExitCode> => {
  let code: ExitCode = exitCodes.ok;
  const program = buildProgram(world, {
    run,
    done: (result) => {
      code = result;
    },
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.ok;
    if (error instanceof CommanderError && error.code === 'commander.help') return exitCodes.usage;
    const { reportError } = await import('./report-error.ts');
    const flags = { json: args.includes('--json') };
    return reportError(
      error instanceof CommanderError ? misused(error, args) : error,
      openTerminal(world, flags),
      world,
    );
  }
};

const misused = (error: CommanderError, args: readonly string[]): ConfigError => {
  const command = args.find((one) => !one.startsWith('-'));
  return new ConfigError({
    code: 'CHR2410',
    message: error.message.replace(/^error: /, '').replace(/\n\(Did you mean (.*)\?\)/s, ' (did you mean $1?)'),
    hint: command === undefined ? 'chron --help' : `chron ${command} --help`,
  });
};
