import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, type ExitCode, exitCodes } from '../errors.ts';
import type { Project } from '../project/project.ts';
import { writeSamples } from '../samples/write-samples.ts';
import type { Terminal, World } from './terminal.ts';

/** Runs another command line. */
export type RunLine = (args: readonly string[], world: World) => Promise<ExitCode>;

/** The project, with the files that its samples read. Throws ConfigError (CHR2413) where it has no samples. */
export const withSampleData = async (
  project: Project,
  { conf, terminal }: { readonly conf: string; readonly terminal: Terminal },
): Promise<Project> => {
  if (!existsSync(join(project.root, conf))) {
    throw new ConfigError({
      code: 'CHR2413',
      message: `${project.root} does not hold the samples: there is no ${conf}`,
      hint: 'run it in a checkout of chron',
    });
  }
  const made = await writeSamples(join(project.state, 'sample-data'));
  const { bold } = terminal.colors;
  terminal.out(`${bold('sample data')}: ${made ? 'made' : 'nothing to do: it is there'} in .chron/sample-data`);
  return project;
};

/** Runs command lines, each shown as it would be typed, until one does not end well. */
export const runLines = async (
  lines: readonly string[],
  { run, terminal, world }: { readonly run: RunLine; readonly terminal: Terminal; readonly world: World },
): Promise<ExitCode> => {
  for (const line of lines) {
    terminal.out(`\n${terminal.colors.bold(`$ chron ${line}`)}`);
    const code = await run(line.split(' '), world);
    if (code !== exitCodes.ok) return code;
  }
  return exitCodes.ok;
};
