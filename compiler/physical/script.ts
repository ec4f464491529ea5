import type { Dates, Rel } from '../relation.ts';

/**
 * What a strategy makes of a node and a range: statements in order, temporary results by name, and for each partition
 * the relation whose rows it holds.
 */
export type RelScript = {
  readonly temps: readonly { readonly name: string; readonly rel: Rel }[];
  /** Relations that must be empty: a row in one of them is an error of the user's data. */
  readonly checks: readonly Check<Rel>[];
  /** A partition may have several, one for each slice of its keys. */
  readonly outputs: readonly { readonly ds: string; readonly rel: Rel }[];
};

export type Check<Body> =
  /** Rows: `ds` (text, null where a row has none) and `rows` (how many). */
  | { readonly kind: 'outside-range'; readonly body: Body }
  /** One row, `rows` (how many), where there are any: left rows of a join that are in no partition. */
  | { readonly kind: 'without-day'; readonly body: Body }
  /** Rows: `key` (its text) and `rows` (how many share it) of the partition `ds`; null: the key says which. */
  | { readonly kind: 'duplicate-keys'; readonly ds: string | null; readonly body: Body };

/** A RelScript in an engine's SQL. */
export type Script = {
  readonly temps: readonly { readonly name: string; readonly sql: string }[];
  readonly checks: readonly Check<string>[];
  readonly outputs: readonly { readonly ds: string; readonly sql: string }[];
};

/** Stands for the day where a table without partitions is computed: it has one set of rows. */
export const wholeTable = '';

/** The days to compute, inclusive, the last day of the whole run, and the newest partition of each input that is asked for it. */
export type Range = Omit<Dates, 'newest'> & Partial<Pick<Dates, 'newest'>>;
