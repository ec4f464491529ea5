import type { Dialect } from '../dialect/dialect.ts';
import type { Fragment, ScanPiece } from './fragment.ts';

/** What a scan reads, as SQL text of the engine: a table expression that can stand after FROM. */
export type Bind = (scan: ScanPiece) => string;

/**
 * Fragment to text: the only place where quoting and layout are decided. Only our own text is indented; what a user
 * wrote and what stands in quotes keeps every character.
 */
export const render = (fragment: Fragment, dialect: Dialect, bind: Bind): string =>
  write(fragment, { dialect, bind, depth: 0 });

type Context = { readonly dialect: Dialect; readonly bind: Bind; readonly depth: number };

const write = (fragment: Fragment, context: Context): string => {
  const { dialect, depth } = context;
  const line = (at: number): string => `\n${'  '.repeat(at)}`;
  return fragment.pieces
    .map((piece) => {
      switch (piece.kind) {
        case 'text':
          return piece.text.replaceAll('\n', line(depth));
        case 'user':
          return piece.text;
        case 'name':
          return dialect.quoteName(piece.name);
        case 'string':
          return dialect.quoteString(piece.value);
        case 'double':
          return dialect.double(piece.value);
        case 'scan':
          return context.bind(piece.scan);
        case 'block':
          return `${line(depth + 1)}${write(piece.body, { ...context, depth: depth + 1 })}${line(depth)}`;
        case 'fragment':
          return write(piece, context);
      }
    })
    .join('');
};
