/** Where something stands: in a user's file, and in a definition. */

export type Span = {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units as editors count. */
  readonly column: number;
  readonly endColumn: number;
  readonly sourceLine: string;
};

/** Where in a definition: `['aggregations', 2, 'column']`; inside SQL also the character of the template's text. */
export type Place = {
  readonly file: string;
  readonly export: string;
  readonly path: readonly (string | number)[];
  readonly text?: { readonly part: number; readonly offset: number };
};
