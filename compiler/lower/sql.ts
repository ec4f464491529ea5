import { type Definition, isDefinition } from '#dsl';
import type { DateSlot, Token } from '../relation.ts';

/** User SQL as tokens, and for each text token where its text stands in the template the user wrote. */
export type UserSql = {
  readonly tokens: readonly Token[];
  /** The template's chunk that the token of the same index is from; null inside another template's hole. */
  readonly parts: readonly (number | null)[];
};

/** How an engine quotes a name and a text. */
export type Quote = { readonly name: (name: string) => string; readonly string: (text: string) => string };

type Names = (definition: Definition) => string;

type Hole = { readonly kind: string; readonly [key: string]: unknown };

const isHole = (value: unknown): value is Hole =>
  typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string';

const slots: ReadonlySet<unknown> = new Set<DateSlot>(['start', 'end', 'latest']);

const tokenOf = (hole: unknown, names: Names): readonly Token[] | null => {
  if (hole === null || typeof hole === 'number' || typeof hole === 'boolean' || typeof hole === 'string') {
    // JSON has no -0.
    return [{ kind: 'literal', value: Object.is(hole, -0) ? 0 : hole }];
  }
  if (!isHole(hole)) return null;
  if (isDefinition(hole)) return [{ kind: 'table', ref: names(hole) }];
  switch (hole.kind) {
    case 'column':
      return typeof hole['name'] === 'string' ? [{ kind: 'column', name: hole['name'] }] : null;
    case 'literal':
      return typeof hole['value'] === 'string' ? [{ kind: 'literal', value: hole['value'] }] : null;
    case 'date-slot':
      return slots.has(hole['slot']) ? [{ kind: 'date', slot: hole['slot'] as DateSlot }] : null;
    case 'max-date':
      return isDefinition(hole['table']) ? [{ kind: 'max-date', ref: names(hole['table']) }] : null;
    case 'sql':
      return userSql(hole, names).tokens;
    default:
      return null;
  }
};

/** What stands in a hole, and the end of the text before it. */
export type Filled = { readonly value: unknown; readonly text: { readonly part: number; readonly offset: number } };

/** The holes of some SQL; those of SQL in a hole stand where that does. */
export const holesOf = (sql: unknown): readonly Filled[] => {
  if (!isHole(sql) || !Array.isArray(sql['holes'])) return [];
  const texts = Array.isArray(sql['text']) ? sql['text'] : [];
  return sql['holes'].flatMap((value: unknown, part): readonly Filled[] => {
    const text = { part, offset: String(texts[part] ?? '').length };
    return isHole(value) && value.kind === 'sql' ? holesOf(value).map((one) => ({ ...one, text })) : [{ value, text }];
  });
};

/** False for what no SQL can hold. Text is one: a value and a table's name would look the same. */
export const canFill = (value: unknown): boolean =>
  typeof value !== 'string' &&
  value !== null &&
  (typeof value !== 'number' || Number.isFinite(value)) &&
  tokenOf(value, () => '') !== null;

/** Flattens a tagged template. A hole that can be none becomes the text `?`, which no engine takes. */
export const userSql = (sql: unknown, names: Names): UserSql => {
  const { text = [], holes = [] } = (isHole(sql) ? sql : {}) as {
    readonly text?: readonly string[];
    readonly holes?: readonly unknown[];
  };
  const tokens: Token[] = [];
  const parts: (number | null)[] = [];
  for (const [part, chunk] of text.entries()) {
    if (chunk !== '') {
      tokens.push({ kind: 'text', text: chunk });
      parts.push(part);
    }
    if (part >= holes.length) continue;
    for (const token of tokenOf(holes[part], names) ?? [{ kind: 'text', text: '?' } as const]) {
      tokens.push(token);
      parts.push(null);
    }
  }
  return { tokens, parts };
};

/** The text that is checked, and for an offset in it the place in the user's template. */
export const checkable = (
  sql: UserSql,
  quote: Quote,
): {
  readonly text: string;
  readonly origin: (offset: number) => { readonly part: number; readonly offset: number } | null;
} => {
  const pieces: { readonly start: number; readonly text: string; readonly part: number | null }[] = [];
  let text = '';
  for (const [index, token] of sql.tokens.entries()) {
    const piece = tokenText(token, quote);
    pieces.push({ start: text.length, text: piece, part: sql.parts[index] ?? null });
    text += piece;
  }
  const origin = (offset: number) => {
    const index = pieces.findIndex((piece) => offset >= piece.start && offset < piece.start + piece.text.length);
    const found = pieces[index === -1 ? pieces.length - 1 : index];
    if (found === undefined) return null;
    if (found.part !== null) return { part: found.part, offset: Math.min(offset - found.start, found.text.length) };
    // Inside a hole: the end of the text before it.
    const before = pieces.slice(0, index).findLast((piece) => piece.part !== null);
    return before === undefined || before.part === null ? null : { part: before.part, offset: before.text.length };
  };
  return { text, origin };
};

const tokenText = (token: Token, quote: Quote): string => {
  switch (token.kind) {
    case 'text':
      return token.text;
    case 'column':
      return quote.name(token.name);
    case 'table':
      return quote.name(token.ref);
    case 'date':
    case 'max-date':
      return "DATE '2000-01-01'";
    case 'literal':
      return typeof token.value === 'string' ? quote.string(token.value) : String(token.value);
  }
};
