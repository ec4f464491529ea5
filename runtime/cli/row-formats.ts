import type { Column } from '#compiler/plan';
import type { Cell } from '../read/cells.ts';
import { fitted, padding, textWidth } from './text-width.ts';

type Batches = AsyncIterable<readonly (readonly Cell[])[]>;

const numeric = new Set(['int', 'bigint', 'float', 'double', 'decimal']);
const isNumeric = ({ type }: Column): boolean => numeric.has(type.kind);
const maxCell = 60;

/** Control characters would move the cursor of whoever looks. */
const visible = (text: string): string =>
  text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, (character) =>
    character === '\n' ? '↵' : character === '\t' ? '→' : '�',
  );

/** Aligned columns under their names; numbers to the right, long values cut. */
export const tableLines = (columns: readonly Column[], rows: readonly (readonly Cell[])[]): readonly string[] => {
  const cells = rows.map((row) => row.map((cell) => fitted(cell === null ? 'null' : visible(cell), maxCell)));
  const widths = columns.map(({ name }, index) =>
    Math.max(textWidth(name), ...cells.map((row) => textWidth(row[index] ?? ''))),
  );
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, index) => {
        const spaces = padding(text, widths[index] ?? 0);
        const column = columns[index];
        return column !== undefined && isNumeric(column) ? spaces + text : text + spaces;
      })
      .join('  ')
      .trimEnd();
  return [
    line(columns.map(({ name }) => name)),
    widths.map((width) => '─'.repeat(width)).join('  '),
    ...cells.map(line),
  ];
};

const csvCell = (cell: Cell): string => {
  if (cell === null) return '';
  // An empty text is not null.
  return cell === '' || /[",\r\n]/.test(cell) || cell !== cell.trim() ? `"${cell.replaceAll('"', '""')}"` : cell;
};

/** RFC 4180 with a header; null is an empty cell, empty text is `""`. */
export async function* csvText(columns: readonly Column[], batches: Batches): AsyncIterable<string> {
  yield `${columns.map(({ name }) => csvCell(name)).join(',')}\r\n`;
  for await (const rows of batches) yield rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

const isNumber = (text: string): boolean => /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text);

/** Every digit of a number is kept; NaN and infinities, which JSON has not, are null. */
const jsonCell = (cell: Cell, { type }: Column): string => {
  if (cell === null) return 'null';
  if (numeric.has(type.kind)) return isNumber(cell) ? cell : 'null';
  return ['boolean', 'list', 'map', 'struct'].includes(type.kind) ? cell : JSON.stringify(cell);
};

/** One array, a row an object on a line of its own. */
export async function* jsonText(columns: readonly Column[], batches: Batches): AsyncIterable<string> {
  let separator = '[\n';
  for await (const rows of batches) {
    for (const row of rows) {
      const fields = columns.map(
        (column, index) => `${JSON.stringify(column.name)}:${jsonCell(row[index] ?? null, column)}`,
      );
      yield `${separator}{${fields.join(',')}}`;
      separator = ',\n';
    }
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}
