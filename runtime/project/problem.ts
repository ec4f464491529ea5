import { type Diagnostic, diagnostics, type Span } from '#compiler';

/** A problem of a file that keeps its definitions from being compiled, before there is a definition to name. */
export const loadProblem = (reason: string, span: Span | null): Diagnostic => ({
  code: 'CHR1001',
  definition: null,
  place: null,
  span,
  message: diagnostics.CHR1001.message({ reason }),
  hint: diagnostics.CHR1001.hint({ reason }),
});

/** Files that import each other in a circle. */
export const cycleProblem = (cycle: readonly string[], span: Span | null): Diagnostic => ({
  code: 'CHR1004',
  definition: null,
  place: null,
  span,
  message: `files import each other in a circle: ${cycle.join(' -> ')}`,
  hint: diagnostics.CHR1004.hint({ cycle }),
});

/** A place of a file's text: `line` and `column` 1-based, `length` in UTF-16 units. */
export const spanAt = (
  text: string,
  at: { readonly file: string; readonly line: number; readonly column: number; readonly length?: number },
): Span => ({
  file: at.file,
  line: at.line,
  column: at.column,
  endColumn: at.column + Math.max(1, at.length ?? 1),
  sourceLine: text.split(/\r?\n/)[at.line - 1] ?? '',
});

/** The first place of `word` in a file's text; null where it does not stand. */
export const spanOfWord = (text: string, at: { readonly file: string; readonly word: string }): Span | null => {
  const index = text.search(new RegExp(`(?<![\\w$])${at.word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w$])`));
  if (index < 0) return null;
  const before = text.slice(0, index).split('\n');
  const column = (before.at(-1)?.length ?? 0) + 1;
  return spanAt(text, { file: at.file, line: before.length, column, length: at.word.length });
};
