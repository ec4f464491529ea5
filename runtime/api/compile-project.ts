import { compile, type Diagnostic, nodeJson, nodeSql, type SourceIndex } from '#compiler';
import type { Plan } from '#compiler/plan';
import type { Compiled } from '../api.ts';
import { CompileError } from '../compile-error.ts';
import { openDescribe } from '../engine/describe.ts';
import { resolveConf } from '../project/conf.ts';
import { type LoadedProject, loadProject } from '../project/load.ts';
import type { Project } from '../project/project.ts';

type Planned = { readonly loaded: LoadedProject; readonly plan: Plan; readonly diagnostics: readonly Diagnostic[] };

/** ts-morph takes half a second to load: only a compile, or a message that needs a place, pays for it. */
const indexOf = async (loaded: LoadedProject): Promise<SourceIndex> => {
  const { sourceIndex } = await import('#compiler/source');
  return sourceIndex(loaded.sources);
};

const planProject = async (loaded: LoadedProject, project: Project, sources: SourceIndex | null): Promise<Planned> => {
  const { describe, close } = await openDescribe();
  try {
    const { definitions } = loaded;
    const { plan, diagnostics } = await compile({ definitions, settings: project.settings }, { describe, sources });
    return { loaded, plan, diagnostics: [...loaded.problems, ...diagnostics] };
  } finally {
    close();
  }
};

/**
 * Compiles every definition of a project; `conf` says which of them are asked for. Problems are data: all of them, with
 * their places.
 *
 * @example const { diagnostics, nodes } = await compileProject(project);
 */
export const compileProject = async (project: Project, request: { readonly conf?: string } = {}): Promise<Compiled> => {
  const loaded = await loadProject(project);
  const planned = await planProject(loaded, project, await indexOf(loaded));
  const { plan, diagnostics } = planned;
  const nodes = plan.nodes.map((node) => ({ node, json: nodeJson(node), sql: nodeSql(node, plan) }));
  return { diagnostics, nodes, selected: selectedNames(request.conf, planned, project) };
};

const selectedNames = (
  conf: string | undefined,
  { loaded, plan }: Pick<Planned, 'loaded' | 'plan'>,
  project: Project,
): readonly string[] => {
  if (conf === undefined) return plan.nodes.map((node) => node.name);
  const chosen = resolveConf(conf, { ...loaded, root: project.root, from: process.cwd() });
  return plan.nodes
    .filter((node) => chosen.some((one) => one.file === node.source?.file && one.export === node.source.export))
    .map((node) => node.name);
};

/** The plan for a command that works on `conf`. Throws CompileError with every problem, located, when there is any. */
export const planFor = async (
  project: Project,
  conf: string,
): Promise<{
  readonly plan: Plan;
  readonly selected: readonly string[];
  /** Where definitions stand in their files. */
  readonly sources: () => Promise<SourceIndex>;
}> => {
  const loaded = await loadProject(project);
  const first = await planProject(loaded, project, null);
  if (first.diagnostics.length > 0) {
    const { diagnostics } = await planProject(loaded, project, await indexOf(loaded));
    throw new CompileError(diagnostics);
  }
  return {
    plan: first.plan,
    selected: selectedNames(conf, first, project),
    sources: async () => await indexOf(loaded),
  };
};
