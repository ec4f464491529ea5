import { ts } from 'ts-morph';
import type { SourceIndex } from '../source-index.ts';
import { columnComments, docComment } from './doc-comment.ts';
import { exported } from './export.ts';
import { mark } from './mark.ts';
import { markInTemplate } from './template.ts';
import { resolved } from './value.ts';
import { walk } from './walk.ts';

/**
 * Answers where definitions stand and what their doc comments say. `sources` maps a path, as the definitions give it,
 * to its text; a file is parsed when it is first asked for, and nothing else is done with it.
 *
 * @example sourceIndex(new Map([['features/a/b.ts', text]])).span('features/a/b.ts', 'v1', ['keys', 0])
 */
export const sourceIndex = (sources: ReadonlyMap<string, string>): SourceIndex => {
  const parsed = new Map<string, ts.SourceFile>();
  const parse = (path: string): ts.SourceFile | null => {
    const text = sources.get(path);
    if (text === undefined) return null;
    const file = parsed.get(path) ?? ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
    parsed.set(path, file);
    return file;
  };
  const find = (path: string, name: string) => {
    const file = parse(path);
    const found = file === null ? null : exported(file, name);
    return file === null || found === null ? null : { file, ...found };
  };

  const span: SourceIndex['span'] = (path, exportName, place) => {
    const found = find(path, exportName);
    if (found === null) return null;
    const { at, complete } = found.value === null ? { at: null, complete: false } : walk(found.value, place);
    return at === null ? mark(found.file, found.name, true) : mark(found.file, at, complete);
  };

  return {
    span,
    describe: (path, exportName) => {
      const found = find(path, exportName);
      return {
        text: found === null ? null : docComment(found.documented),
        columns: found === null || found.value === null ? {} : columnComments(found.value),
      };
    },
    templateSpan: (path, exportName, { path: place, text }) => {
      const found = find(path, exportName);
      if (found === null || found.value === null) return span(path, exportName, place);
      const { value, complete } = walk(found.value, place);
      const inside = complete ? markInTemplate(found.file, resolved(value), text) : null;
      return inside ?? span(path, exportName, place);
    },
  };
};
