import type { Column, Type } from './relation.ts';

/** What an engine says of a user's SQL, asked about empty tables of the declared columns. */
export type Described =
  | { readonly kind: 'columns'; readonly columns: readonly DescribedResult[]; readonly varying: readonly Varying[] }
  | {
      readonly kind: 'error';
      readonly error: 'syntax' | 'column' | 'table' | 'file' | 'other';
      readonly message: string;
      /** The name that was not found. */
      readonly name: string | null;
      readonly candidates: readonly string[];
      /** Offset in the SQL, in UTF-16 units; null where the engine does not say. */
      readonly position: number | null;
      /** The setup that was refused, by its place in the list; null where it was the query. */
      readonly setup: number | null;
    }
  | { readonly kind: 'statements'; readonly count: number }
  | { readonly kind: 'not-a-select'; readonly statement: string };

/** `type` null: a type that no stored table can hold; `text` is the engine's word for it. */
export type DescribedResult = { readonly name: string; readonly type: Type | null; readonly text: string };

/** What gives another value at another time, in another run or of another session, though its row is the same. */
export type Varying = {
  /** As it is called: `now()`, `current_date`. */
  readonly name: string;
  readonly kind: 'time' | 'random' | 'session' | 'place';
  /** Offset in the SQL, in UTF-16 units; null where the engine does not say. */
  readonly position: number | null;
};

/** A port: DuckDB answers it over empty tables (runtime/engine/describe.ts). */
export type Describe = (request: {
  readonly sql: string;
  readonly setups: readonly string[];
  readonly tables: readonly { readonly name: string; readonly columns: readonly Column[] }[];
}) => Promise<Described>;
