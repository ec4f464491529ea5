import { createHash } from 'node:crypto';
import { join, relative } from 'node:path';
import { type BuildResult, build, type Message, type Plugin } from 'esbuild';
import type { Diagnostic } from '#compiler';
import { keepBundle } from './bundle-folder.ts';
import { loadProblem } from './problem.ts';

/** One file importing another of the project; `written` is the path as the import has it. */
export type Import = { readonly file: string; readonly written: string };

/** Definition files as JavaScript modules. Files are posix paths from the project's root. */
export type Bundle = {
  readonly folder: string;
  /** Absolute module path by file; those that could not be built are left out. */
  readonly modules: ReadonlyMap<string, string>;
  readonly imports: ReadonlyMap<string, readonly Import[]>;
  /** Files that could not be built. */
  readonly broken: ReadonlySet<string>;
  readonly problems: readonly Diagnostic[];
};

type Built = BuildResult<{ write: false; metafile: true }>;

/**
 * One build for all files, so that one definition is one object however many files import it. The result lies in a
 * folder named by its content: commands that run at once, or a file edited between two, never see each other's.
 */
export const bundle = async (
  root: string,
  request: { readonly files: readonly string[]; readonly folder: string },
): Promise<Bundle> => {
  // Stands for the folder that the content will name: source maps reach the sources from the same depth.
  const draft = join(root, request.folder, 'draft');
  const { built, broken, problems } = await buildWhole(root, request.files, draft);
  const outputs = built.outputFiles.map(({ path, contents }) => ({ path: relative(draft, path), contents }));
  const hash = createHash('sha256');
  for (const { path, contents } of outputs) hash.update(path).update('\0').update(contents).update('\0');
  const folder = await keepBundle(join(root, request.folder), { name: hash.digest('hex').slice(0, 20), outputs });
  const modules = new Map<string, string>();
  for (const [output, { entryPoint }] of Object.entries(built.metafile.outputs)) {
    if (entryPoint !== undefined && !broken.has(entryPoint)) {
      modules.set(entryPoint, join(folder, relative(draft, join(root, output))));
    }
  }
  const imports = new Map(
    Object.entries(built.metafile.inputs).map(([file, input]) => [
      file,
      input.imports.flatMap((one) => (one.external ? [] : [{ file: one.path, written: one.original ?? one.path }])),
    ]),
  );
  return { folder, modules, imports, broken, problems };
};

/** Builds again without the files that do not parse, until the rest builds: every problem is found at once. */
const buildWhole = async (root: string, files: readonly string[], outdir: string) => {
  const broken = new Set<string>();
  const problems: Diagnostic[] = [];
  for (;;) {
    try {
      return { built: await attempt(root, { files, outdir, broken }), broken, problems };
    } catch (error) {
      const fresh = errorsOf(error)
        .map(problemOf)
        .filter(({ span }) => span !== null && !broken.has(span.file));
      if (fresh.length === 0) throw error;
      problems.push(...fresh);
      for (const { span } of fresh) broken.add(span?.file ?? '');
    }
  }
};

const attempt = async (
  root: string,
  { files, outdir, broken }: { files: readonly string[]; outdir: string; broken: ReadonlySet<string> },
): Promise<Built> =>
  await build({
    absWorkingDir: root,
    entryPoints: [...files],
    outdir,
    outbase: root,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: 'linked',
    metafile: true,
    write: false,
    logLevel: 'silent',
    plugins: broken.size === 0 ? [] : [without(root, broken)],
  });

/** A file in CommonJS may lack any export without stopping the build of those that import it. */
const without = (root: string, broken: ReadonlySet<string>): Plugin => ({
  name: 'without-broken-files',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.[cm]?[jt]sx?$/ }, ({ path }) =>
      broken.has(relative(root, path).replaceAll('\\', '/'))
        ? { contents: 'module.exports = {};', loader: 'js' }
        : null,
    );
  },
});

const errorsOf = (error: unknown): readonly Message[] =>
  typeof error === 'object' && error !== null && 'errors' in error && Array.isArray(error.errors) ? error.errors : [];

const problemOf = ({ text, location, notes }: Message): Diagnostic => {
  if (location === null) return loadProblem(text, null);
  const { file, line, lineText } = location;
  // esbuild counts bytes.
  const units = (bytes: number): number => Buffer.from(lineText).subarray(0, bytes).toString().length;
  const column = units(location.column) + 1;
  const endColumn = Math.max(column, units(location.column + location.length)) + 1;
  const note = notes.find((one) => one.location === null)?.text;
  return loadProblem(note === undefined ? text : `${text} (${note})`, {
    file,
    line,
    column,
    endColumn: location.length === 0 ? column + 1 : endColumn,
    sourceLine: lineText,
  });
};
