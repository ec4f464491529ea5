import type { ColumnType, GroupBy } from '#dsl';
import { EngineError } from '../errors.ts';
import { type Group, keyText } from './oracle-keys.ts';
import { compareNullable } from './oracle-order.ts';
import type { Features } from './oracle-outputs.ts';
import type { Seen } from './oracle-source.ts';
import { type Exact, read, write } from './value.ts';

/**
 * A key of a GroupBy without aggregations: its row as it is, also when all its values are null. Two rows are an
 * EngineError (CHR2152), or with `duplicates: 'latest'` the greater one by time, then by its columns in order, wins.
 */
export const wholeRow = (definition: GroupBy, group: Group): Features => {
  const columns = Object.entries(definition.features).map(([name, type]) => ({ name, type: type ?? 'string' }));
  if (group.rows.length > 1 && definition.duplicates !== 'latest') {
    throw new EngineError({
      code: 'CHR2152',
      message: `${definition.name}: ${group.rows.length} rows for key ${keyText(definition, group)}`,
      hint: "Remove the doubled rows, or say duplicates: 'latest'.",
    });
  }
  const [latest = []] = group.rows.map((seen) => cells(seen, columns)).sort((a, b) => compareCells(b, a));
  const features = columns.map(({ name, type }, index) => {
    const value = latest[index + 1] ?? null;
    return [name, value === null ? null : write(value, type)] as const;
  });
  return {
    features: Object.fromEntries(features),
    tolerances: Object.fromEntries(columns.map(({ name }) => [name, 0])),
  };
};

/** The time, then the columns. */
const cells = (
  { row, at }: Seen,
  columns: readonly { readonly name: string; readonly type: ColumnType }[],
): readonly (Exact | null)[] => [at, ...columns.map(({ name, type }) => read(row[name], type, name))];

const compareCells = (a: readonly (Exact | null)[], b: readonly (Exact | null)[]): number => {
  for (const [index, value] of a.entries()) {
    const order = compareNullable(value, b[index] ?? null);
    if (order !== 0) return order;
  }
  return 0;
};
