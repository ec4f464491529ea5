import type { Span } from '#compiler';
import type { Terminal } from './terminal.ts';

/** Longer lines are cut around the place. */
const shown = 160;

/** Columns that a text takes in a terminal. */
const widthOf = (text: string): number => [...text].reduce((sum, character) => sum + (isWide(character) ? 2 : 1), 0);

const isWide = (character: string): boolean =>
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/u.test(
    character,
  );

/** The source line of a place, and under it what is meant. */
export const sourceFrame = (span: Span, colors: Terminal['colors']): readonly string[] => {
  const from = Math.max(0, span.column - 1 - shown / 2);
  const line = span.sourceLine.slice(from, from + shown);
  const start = Math.min(span.column - 1 - from, line.length);
  const end = Math.max(start, Math.min(span.endColumn - 1 - from, line.length));
  // Tabs stay tabs, so that both lines are indented alike.
  const indent = line.slice(0, start).replace(/[^\t]+/g, (text) => ' '.repeat(widthOf(text)));
  const marks = '^'.repeat(Math.max(1, widthOf(line.slice(start, end))));
  const number = String(span.line);
  return [
    `  ${colors.dim(`${number} |`)} ${line}`,
    `  ${colors.dim(`${' '.repeat(number.length)} |`)} ${indent}${colors.red(marks)}`,
  ];
};
