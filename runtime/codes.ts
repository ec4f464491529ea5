/** What `chron help CODE` says of the runtime's codes; those of compile problems stand with their messages. */
export const runtimeCodes: Readonly<Record<string, string>> = {
  CHR2400:
    'A project is the folder with the nearest chron.config.ts at or above the current one, else with the nearest package.json.',
  CHR2401:
    'chron.config.ts could not be built or threw an error while it was loaded. It is TypeScript with one default export.',
  CHR2402:
    'The default export of chron.config.ts is not a configuration: an option is unknown or has another shape. Values are not repeated in the message, because they may be secrets.',
  CHR2403:
    'The profile is named by --profile, else CHRON_PROFILE, else defaultProfile in chron.config.ts, else it is `local`. Every profile but `local` has to be in chron.config.ts.',
  CHR2404: 'An environment variable that chron reads has another shape than it should.',
  CHR2405: 'The location of an external table is a path, a glob, a file: URL or an s3:// location.',
  CHR2406:
    'This release reads s3:// locations only through mounts: a folder of this machine that stands in for a prefix.',
  CHR2407: 'A location under a mount may not lead out of the folder that stands in for its prefix.',
  CHR2408: 'The warehouse, where tables are written, is a folder in this release.',
  CHR2410: 'The command line has a flag or a command that there is not, or lacks one that is needed.',
  CHR2411: 'A flag has a value of another shape than it should.',
  CHR2412: 'chron help takes the name of a command or a code.',
  CHR2413: 'The quickstart runs the samples of a checkout of chron.',
  CHR2420:
    '--conf takes a file of definitions (from the current folder, else from the root), FILE:export, the full name of a definition, or its full name without .v1 where it is the only one of its file.',
  CHR2421:
    'A file of definitions exports at least one StagingQuery, GroupBy or Join. External tables are read where they are used and are not computed.',
  CHR2450:
    'A table is shown by the name it is written under, namespace.name, once a backfill has committed a partition of it.',
  CHR2451:
    '--where (and where in read()) is one condition in DuckDB SQL over the columns of the table. It reads no other table and no file.',
  CHR2452: 'Arrow is a binary format: send it to a file or a program.',
  CHR2900:
    'The command was stopped by Ctrl-C or a TERM signal. What was finished is kept, what was under way is not seen by anybody; the same command goes on from there.',
  CHR2999: 'A fault of chron itself. With CHRON_DEBUG=1 the message holds the place in the code; please report it.',
};
