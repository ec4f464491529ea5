/**
 * Frozen pieces of SQL, made by a tag whose holes take only fragments: nothing can be spliced in unquoted.
 * What a name or a text looks like is decided when a fragment is rendered for a dialect.
 */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'double'; readonly value: number }
  /** What a user wrote, copied verbatim. */
  | { readonly kind: 'user'; readonly text: string }
  /** A scan, replaced by what the runtime binds it to. */
  | { readonly kind: 'scan'; readonly scan: ScanPiece }
  /** An indented block on lines of its own. */
  | { readonly kind: 'block'; readonly body: Fragment }
  /** What filled a hole: kept as it is, since copying it at each level of a deep query costs more than printing it. */
  | Fragment;

export type ScanPiece = {
  readonly ref: string;
  readonly partitions: {
    readonly from: string | null;
    readonly to: string | null;
    readonly days?: readonly { readonly start: string; readonly end: string }[];
    readonly pick?: 'first' | 'last';
  } | null;
  readonly folders?: Readonly<Record<string, string | number | boolean>>;
  readonly day?: string;
};

export type Fragment = { readonly kind: 'fragment'; readonly pieces: readonly Piece[] };

const fragment = (...pieces: readonly Piece[]): Fragment => ({ kind: 'fragment', pieces });

/** The tag: text is ours, holes are fragments. */
export const f = (text: TemplateStringsArray, ...holes: readonly Fragment[]): Fragment => ({
  kind: 'fragment',
  pieces: text.flatMap((part, index) => {
    const hole = holes[index];
    const own = part === '' ? [] : [{ kind: 'text', text: part } as const];
    return hole === undefined ? own : [...own, hole];
  }),
});

export const name = (value: string): Fragment => fragment({ kind: 'name', name: value });
export const stringLiteral = (value: string): Fragment => fragment({ kind: 'string', value });
export const doubleLiteral = (value: number): Fragment => fragment({ kind: 'double', value });
export const user = (text: string): Fragment => fragment({ kind: 'user', text });
export const scan = (piece: ScanPiece): Fragment => fragment({ kind: 'scan', scan: piece });
export const block = (body: Fragment): Fragment => fragment({ kind: 'block', body });

/** A word of SQL known to this compiler (a function, an operator, a type), never one a user wrote. */
export const word = (text: string): Fragment => fragment({ kind: 'text', text });

export const joined = (items: readonly Fragment[], separator: Fragment): Fragment => ({
  kind: 'fragment',
  pieces: items.flatMap((item, index) => (index === 0 ? [item] : [separator, item])),
});

export const comma: Fragment = word(', ');
export const commaLine: Fragment = word(',\n');
