import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Diagnostic, Loaded } from '#compiler';
import { isDefinition } from '#dsl';
import { type Bundle, bundle } from './bundle.ts';
import { order, reaching } from './cycles.ts';
import { findFiles } from './find.ts';
import { cycleProblem, spanOfWord } from './problem.ts';
import type { Project } from './project.ts';
import { thrownProblem } from './thrown.ts';

export type LoadedProject = {
  /** Each after those its file imports; a definition that two files export comes first where it is written. */
  readonly definitions: readonly Loaded[];
  /** Files that could not be loaded; what other files define is in `definitions` all the same. */
  readonly problems: readonly Diagnostic[];
  /** Text of every file of the project that was read, by posix path from the root. */
  readonly sources: ReadonlyMap<string, string>;
  /** The definition files, whether they could be loaded or not. */
  readonly files: readonly string[];
};

/** Finds, builds and imports every definition file of a project. What is wrong with a file is data, never thrown. */
export const loadProject = async (project: Pick<Project, 'root'>): Promise<LoadedProject> => {
  const { root } = project;
  const files = await findFiles(root);
  if (files.length === 0) return { definitions: [], problems: [], sources: new Map(), files };
  const built = await bundle(root, { files, folder: '.chron/bundle' });
  const sources = await readAll(root, [...new Set([...files, ...built.imports.keys()])]);
  const ordered = order(files, built.imports);
  const problems = [...built.problems, ...ordered.cycles.map((cycle) => problemOfCycle(cycle, built, sources))];
  const left = reaching(new Set([...built.broken, ...ordered.cycles.flat()]), built.imports);
  const definitions: Loaded[] = [];
  for (const file of ordered.files) {
    const module = built.modules.get(file);
    if (module === undefined || left.has(file)) continue;
    try {
      const exports = (await import(pathToFileURL(module).href)) as Readonly<Record<string, unknown>>;
      for (const [name, value] of Object.entries(exports)) {
        if (isDefinition(value)) definitions.push({ file, export: name, definition: value });
      }
    } catch (error) {
      problems.push(thrownProblem(error, { root, file, bundle: built.folder, sources }));
    }
  }
  return { definitions, problems: distinct(problems), sources, files };
};

const readAll = async (root: string, files: readonly string[]): Promise<ReadonlyMap<string, string>> =>
  new Map(
    await Promise.all(
      files.map(async (file): Promise<[string, string]> => [file, await readFile(join(root, file), 'utf8')]),
    ),
  );

/** Shown at the import that closes the circle. */
const problemOfCycle = (
  cycle: readonly string[],
  { imports }: Bundle,
  sources: ReadonlyMap<string, string>,
): Diagnostic => {
  const [file = '', target] = cycle.slice(-2);
  const written = imports.get(file)?.find((one) => one.file === target)?.written;
  const span = written === undefined ? null : spanOfWord(sources.get(file) ?? '', { file, word: written });
  return cycleProblem(cycle, span);
};

/** A file that throws is thrown again by each file that imports it. */
const distinct = (problems: readonly Diagnostic[]): readonly Diagnostic[] => {
  const seen = new Set<string>();
  return problems.filter(({ message, span }) => {
    const key = `${span?.file}:${span?.line}:${span?.column}:${message}`;
    const fresh = !seen.has(key);
    seen.add(key);
    return fresh;
  });
};
