import { ts } from 'ts-morph';
import type { Span } from '../diagnostics.ts';
import { spanBetween } from './mark.ts';

/** Where the written text of a template's chunk stands: behind the backtick or brace, before the next. */
const chunk = (template: ts.TemplateLiteral, part: number): readonly [start: number, end: number] | null => {
  const pieces = ts.isNoSubstitutionTemplateLiteral(template)
    ? [template]
    : [template.head, ...template.templateSpans.map((span) => span.literal)];
  const piece = pieces[part];
  if (piece === undefined) return null;
  const closing = piece.kind === ts.SyntaxKind.TemplateHead || piece.kind === ts.SyntaxKind.TemplateMiddle ? 2 : 1;
  return [piece.getStart() + 1, piece.getEnd() - closing];
};

/** True for a backslash that the `sql` tag takes away. */
const isEscape = (written: string, at: number): boolean => {
  if (written[at] !== '\\') return false;
  const after = written[at + 1];
  return (
    after === '`' ||
    after === '\\' ||
    (after === '$' && written[at + 2] === '{') ||
    (after === '{' && written[at - 1] === '$')
  );
};

/** The offset in what was written of an offset in the text the tag made of it. */
export const writtenOffset = (written: string, offset: number): number => {
  let at = 0;
  for (let passed = 0; at < written.length; passed += 1) {
    const start = isEscape(written, at) ? at + 1 : at;
    if (passed === offset) return start;
    // A template has a line feed wherever a line ends.
    at = start + (written.startsWith('\r\n', start) ? 2 : 1);
  }
  return written.length;
};

/** Marks the word at an offset of a chunk's text; null when the node is no template or has no such chunk. */
export const markInTemplate = (
  file: ts.SourceFile,
  node: ts.Node,
  text: { readonly part: number; readonly offset: number },
): Span | null => {
  const found = ts.isTaggedTemplateExpression(node) ? chunk(node.template, text.part) : null;
  if (found === null) return null;
  const [start, end] = found;
  const position = start + writtenOffset(file.text.slice(start, end), text.offset);
  const word = /^(?:[\p{L}\p{N}_]+|.)/u.exec(file.text.slice(position, end))?.[0].length ?? 1;
  return spanBetween(file, position, position + word);
};
