import type { Span } from '#compiler';
import type { Terminal } from './terminal.ts';
import { textWidth } from './text-width.ts';

/** Longer lines are cut around the place. */
const shown = 160;

/** The source line of a place, and under it what is meant. */
export const sourceFrame = (span: Span, colors: Terminal['colors']): readonly string[] => {
  const from = Math.max(0, span.column - 1 - shown / 2);
  const line = span.sourceLine.slice(from, from + shown);
  const start = Math.min(span.column - 1 - from, line.length);
  const end = Math.max(start, Math.min(span.endColumn - 1 - from, line.length));
  // Tabs stay tabs, so that both lines are indented alike.
  const indent = line.slice(0, start).replace(/[^\t]+/g, (text) => ' '.repeat(textWidth(text)));
  const marks = '^'.repeat(Math.max(1, textWidth(line.slice(start, end))));
  const number = String(span.line);
  return [
    `  ${colors.dim(`${number} |`)} ${line}`,
    `  ${colors.dim(`${' '.repeat(number.length)} |`)} ${indent}${colors.red(marks)}`,
  ];
};
