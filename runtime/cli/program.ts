import { createRequire } from 'node:module';
import { Command, Option } from 'commander';
import type { ExitCode } from '../errors.ts';
import { type CommonFlags, openSession, type Session } from './session.ts';
import { openTerminal, type World } from './terminal.ts';

type Action<Flags> = (flags: Flags, session: Session, argument: string) => Promise<ExitCode>;

const version = (): string => {
  const { version } = createRequire(import.meta.url)('@chron/chron/package.json') as { readonly version: string };
  return version;
};

const conf = ['--conf <file|name>', 'a file, FILE:export, or the full name of a definition'] as const;
const collect = (value: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), value];

/** A command that lacks its subcommand shows its help; commander's own error texts are printed as our errors are. */
const usageTo =
  (world: World) =>
  (text: string): void => {
    if (text.startsWith('Usage:')) world.stderr.write(text);
  };

/** The commands and their flags. What a command does is imported when it is run. */
export const buildProgram = (
  world: World,
  {
    done,
    run,
  }: {
    readonly done: (code: ExitCode) => void;
    /** Runs another command line. */
    readonly run: (args: readonly string[], world: World) => Promise<ExitCode>;
  },
): Command => {
  const program = new Command('chron')
    .description('Features defined in TypeScript, computed by DuckDB, served from PostgreSQL')
    .version(version(), '--version')
    .exitOverride()
    .configureOutput({ writeOut: (text) => world.stdout.write(text), writeErr: usageTo(world) })
    .helpCommand(false)
    .showSuggestionAfterError(true);

  const act =
    <Flags extends CommonFlags>(load: () => Promise<Action<Flags>>) =>
    async (...given: readonly unknown[]): Promise<void> => {
      const flags = given.at(-2) as Flags;
      const terminal = openTerminal(world, flags);
      const action = await load();
      try {
        done(await action(flags, openSession(world, terminal, flags), typeof given[0] === 'string' ? given[0] : ''));
      } catch (error) {
        const { reportError } = await import('./report-error.ts');
        done(reportError(error, terminal, world));
      }
    };

  const command = (name: string, description: string, parent: Command = program): Command =>
    parent
      .command(name)
      .description(description)
      .option('--profile <name>', 'a profile of chron.config.ts')
      .option('--json', 'print data instead of text')
      .option('--quiet', 'print results and errors only');

  /** A command over a definition and a range of days. */
  const filling = (name: string, description: string): Command =>
    command(name, description)
      .requiredOption(...conf)
      .option('--start-date <day>', "first day, YYYY-MM-DD (default: the definition's backfillStartDate)")
      .option('--end-date <day>', 'last day, YYYY-MM-DD')
      .addOption(new Option('--start-ds <day>').hideHelp())
      .addOption(new Option('--end-ds <day>').hideHelp())
      .addOption(new Option('--ds <day>', 'the same as --end-date'));

  command('compile', 'check every definition; write its plan and SQL under production/')
    .option(...conf)
    .option('--check', 'write nothing; exit 3 when production/ is out of date')
    .action(act(async () => (await import('./compile.ts')).compileCommand));

  filling('backfill', 'compute the missing and stale partitions of a range, upstream tables first')
    .option('--step-days <n>', 'days that one query computes, at most')
    .option('--force', 'compute what is filled already, too')
    .action(act(async () => (await import('./backfill.ts')).backfillCommand));

  filling('plan', 'what a backfill would compute, why, and how much it would read; exit 3 when there is something')
    .option('--step-days <n>', 'days that one query would compute, at most')
    .option('--force', 'as if nothing were filled')
    .option('--verbose', 'how the days would be computed too, the largest keys, and the versions of what is read')
    .action(act(async () => (await import('./plan.ts')).planCommand));

  command('upload', 'publish one partition of an online GroupBy, or of each in a Join, as the version that is served')
    .requiredOption(...conf)
    .option('--ds <day>', 'the partition (default: the newest one)')
    .addOption(new Option('--end-date <day>').hideHelp())
    .addOption(new Option('--end-ds <day>').hideHelp())
    .option('--allow-empty', 'publish a partition without rows')
    .action(act(async () => (await import('./upload.ts')).uploadCommand));

  command('fetch', 'what is served now for one key of a GroupBy, or one row of a Join')
    .requiredOption(...conf)
    .option('--key <name=value>', 'a key column (of a Join: of its left) and its value; once for each', collect)
    .action(act(async () => (await import('./fetch.ts')).fetchCommand));

  command('show', 'rows of a table')
    .argument('<table>', 'namespace.name')
    .option('--where <sql>', 'a condition, such as "user_id = \'user_1\'"')
    .option('--limit <n>', 'at most this many rows')
    .option('--describe', 'columns and partitions instead of rows')
    .addOption(new Option('--format <format>', 'how rows are printed').choices(['table', 'json', 'csv', 'arrow']))
    .action(act(async () => (await import('./show.ts')).showCommand));

  const dev = program.command('dev').description("the project's own PostgreSQL");
  command('stop', 'stop it; the next command that needs it starts it again', dev).action(
    act(async () => (await import('./dev-stop.ts')).devStopCommand),
  );

  // `npm run quickstart` and `npm run training-set` in a checkout; nothing that a project of one's own needs.
  program
    .command('quickstart', { hidden: true })
    .action(act(async () => (await import('./quickstart.ts')).quickstartCommand(run)));
  program
    .command('training-set', { hidden: true })
    .action(act(async () => (await import('./training-set.ts')).trainingSetCommand(run)));

  command('help', 'explain a code (CHR1010) or a command')
    .argument('[topic]')
    .action(act(async () => (await import('./help.ts')).helpCommand(program)));

  return program;
};
