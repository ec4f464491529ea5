import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Diagnostic, Span } from '#compiler';
import { loadProblem, spanAt, spanOfWord } from './problem.ts';

type Where = {
  readonly root: string;
  /** The definition file whose import threw. */
  readonly file: string;
  /** Folder of the built modules. */
  readonly bundle: string;
  readonly sources: ReadonlyMap<string, string>;
};

/** What a definition file threw while it was loaded, at the place in the user's file. */
export const thrownProblem = (error: unknown, where: Where): Diagnostic => {
  const message = error instanceof Error ? readable(error) : String(error);
  const span = frameSpan(error, where) ?? mentionSpan(message, where);
  return loadProblem(
    message,
    span ?? spanAt(where.sources.get(where.file) ?? '', { file: where.file, line: 1, column: 1 }),
  );
};

/** Node names the module as it was built, and calls a name that is not exported a syntax error. */
const readable = (error: Error): string => {
  const missing = /^The requested module '([^']+)' does not provide an export named '([^']+)'/.exec(error.message);
  if (missing !== null) return `'${missing[1]}' has no export named '${missing[2]}'`;
  const [absent] = /^Cannot find (?:package|module) '[^']+'/.exec(error.message) ?? [];
  return absent ?? `${error.name}: ${error.message}`;
};

/** The first stack frame in a file of the project: as Node maps it when told to, else through the module's source map. */
const frameSpan = (error: unknown, { root, bundle, sources }: Where): Span | null => {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  for (const [, url = '', line, column] of stack.matchAll(/((?:file:\/\/)?\/[^\s()]*?\.m?[jt]s):(\d+):(\d+)/g)) {
    const path = url.startsWith('file:') ? fileURLToPath(url) : url;
    const at = { line: Number(line), column: Number(column) };
    const place = path.startsWith(bundle + sep) ? original(path, at) : { path, ...at };
    const file = place === null ? '' : relative(root, place.path).replaceAll('\\', '/');
    const text = sources.get(file);
    if (place !== null && text !== undefined) return spanAt(text, { file, line: place.line, column: place.column });
  }
  return null;
};

const original = (module: string, { line, column }: { readonly line: number; readonly column: number }) => {
  const entry = mapOf(module)?.findEntry(line - 1, column - 1);
  if (entry === undefined || !('originalSource' in entry)) return null;
  const path = resolve(dirname(module), entry.originalSource);
  return { path, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
};

const mapOf = (module: string): SourceMap | null => {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${module}.map`, 'utf8')));
  } catch {
    return null;
  }
};

/** Node says what an import lacks, not where. */
const mentionSpan = (message: string, { file, sources }: Where): Span | null => {
  const word = /(?:export named|package|module) '([^']+)'/.exec(message)?.[1];
  const text = sources.get(file);
  return word === undefined || text === undefined ? null : spanOfWord(text, { file, word });
};
