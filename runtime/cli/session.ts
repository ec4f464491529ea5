import type { Project } from '../project/project.ts';
import type { Terminal, World } from './terminal.ts';

export type CommonFlags = {
  readonly profile?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
};

/** What every command gets. The project is opened when it is asked for: `help` works outside of one. */
export type Session = {
  readonly world: World;
  readonly terminal: Terminal;
  readonly project: () => Promise<Project>;
};

export const openSession = (world: World, terminal: Terminal, flags: CommonFlags): Session => ({
  world,
  terminal,
  project: async () => {
    const { openProject } = await import('../project/project.ts');
    return await openProject({ from: world.cwd, environment: world.environment, profile: flags.profile });
  },
});
