import { ts } from 'ts-morph';
import type { Span } from '../diagnostics.ts';

const lineEnd = (text: string, position: number): number => {
  const end = text.slice(position).search(/[\r\n]/);
  return end === -1 ? text.length : position + end;
};

/** The span from one position to another, cut off at the end of the first line. */
export const spanBetween = (file: ts.SourceFile, start: number, end: number): Span => {
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  const lineStart = start - character;
  const stop = lineEnd(file.text, start);
  return {
    file: file.fileName,
    line: line + 1,
    column: character + 1,
    endColumn: Math.min(end, stop) - lineStart + 1,
    sourceLine: file.text.slice(lineStart, stop),
  };
};

const isWord = (node: ts.Node): boolean =>
  ts.isLiteralExpression(node) ||
  ts.isIdentifier(node) ||
  ts.isPropertyAccessExpression(node) ||
  ts.isPrefixUnaryExpression(node) ||
  node.kind === ts.SyntaxKind.TrueKeyword ||
  node.kind === ts.SyntaxKind.FalseKeyword;

/** The part of a node that a reader should look at; of a node that only encloses the place, its name. */
const words = (node: ts.Node, complete: boolean): readonly [ts.Node, ts.Node] => {
  if (ts.isPropertyAssignment(node)) {
    return [node.name, complete && isWord(node.initializer) ? node.initializer : node.name];
  }
  if (ts.isShorthandPropertyAssignment(node) || ts.isMethodDeclaration(node)) return [node.name, node.name];
  if (ts.isPropertyAccessExpression(node)) return [node.name, node.name];
  if (ts.isCallExpression(node) && (!complete || /[\r\n]/.test(node.getText())))
    return [node.expression, node.expression];
  return [node, node];
};

/** Marks a node: `complete` when it is the place itself, not only what encloses it. */
export const mark = (file: ts.SourceFile, node: ts.Node, complete: boolean): Span => {
  const [first, last] = words(node, complete);
  return spanBetween(file, first.getStart(file), last.getEnd());
};
