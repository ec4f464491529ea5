import type { DuckDBConnection } from '@duckdb/node-api';

/** A feature on both sides; `exact` false: a sum of doubles, equal within 1e-9 of the sum of |x| (semantics section 4). */
export type ComparedColumn = { readonly left: string; readonly right: string; readonly exact: boolean };

/** Rows of each side, rows that both have, and what differs; equal when `differing` and `unmatched` are 0. */
export type Comparison = {
  readonly leftRows: number;
  readonly rightRows: number;
  /** Rows of a key that the other side has not. */
  readonly unmatched: number;
  /** Cells that are not equal, of `cells`. */
  readonly differing: number;
  readonly cells: number;
  /** Cells that hold a value: a comparison of nulls only would prove nothing. */
  readonly values: number;
};

const name = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** Sums here are of values that are never negative, so the sum itself is the sum of |x|. */
const differs = ({ left, right, exact }: ComparedColumn): string => {
  const [l, r] = [`l.${name(left)}`, `r.${name(right)}`];
  return exact
    ? `${l} IS DISTINCT FROM ${r}`
    : `(${l} IS NULL) <> (${r} IS NULL) OR coalesce(abs(${l} - ${r}) > 1e-9 * abs(${l}), false)`;
};

/**
 * Compares two table expressions key by key, as the rule of equality of values says. `left` and `right` are SQL that
 * can stand after FROM.
 */
export const compare = async (
  connection: DuckDBConnection,
  sides: { readonly left: string; readonly right: string },
  columns: { readonly key: string; readonly features: readonly ComparedColumn[] },
): Promise<Comparison> => {
  const { key, features } = columns;
  const both = `l.${name(key)} IS NOT NULL AND r.${name(key)} IS NOT NULL`;
  const sum = (of: (feature: ComparedColumn) => string): string =>
    features.map((feature) => `coalesce(sum((${of(feature)})::INT) FILTER (${both}), 0)`).join(' + ');
  const reader = await connection.runAndReadAll(`SELECT
  count(l.${name(key)}) AS left_rows,
  count(r.${name(key)}) AS right_rows,
  count(*) FILTER (NOT (${both})) AS unmatched,
  count(*) FILTER (${both}) AS matched,
  ${sum(differs)} AS differing,
  ${sum(({ left }) => `l.${name(left)} IS NOT NULL`)} AS present
FROM ${sides.left} AS l FULL JOIN ${sides.right} AS r ON l.${name(key)} = r.${name(key)}`);
  const [row] = reader.getRowObjectsJS();
  const number = (column: string): number => Number(row?.[column]);
  return {
    leftRows: number('left_rows'),
    rightRows: number('right_rows'),
    unmatched: number('unmatched'),
    differing: number('differing'),
    cells: number('matched') * features.length,
    values: number('present'),
  };
};

/** Whether both sides gave the same rows, and some of them hold values. */
export const isEqual = ({ unmatched, differing, values }: Comparison): boolean =>
  unmatched === 0 && differing === 0 && values > 0;
