import type { ColumnType, GroupBy } from '#dsl';
import type { Seen } from './oracle-source.ts';
import { type Exact, type Plain, read, write } from './value.ts';

/** How far a double may be off; by element of a list, or by entry of a map in key order. */
export type Tolerance = number | readonly Tolerance[];

/** A row that a partition must hold: keys and features by column, and how far each double may be off (0: equal). */
export type ExpectedRow = {
  readonly keys: Readonly<Record<string, Plain>>;
  readonly features: Readonly<Record<string, Plain>>;
  readonly tolerances: Readonly<Record<string, Tolerance>>;
};

/** A key and its rows. */
export type Group = {
  readonly id: string;
  readonly keys: Readonly<Record<string, Exact | null>>;
  readonly rows: readonly Seen[];
};

const typeOf = (definition: GroupBy, key: string): ColumnType => definition.keys[key] ?? 'string';

/** A key's values, compared column by column, as one text: null equals null. Null: a key of nulls only is none. */
export const keyId = (values: readonly (Exact | null)[]): string | null =>
  values.every((value) => value === null)
    ? null
    : JSON.stringify(values.map((value) => (value === null ? null : String(value))));

/** The id of the key that a row asks for: `column` gives the row's column that holds a key. */
export const askedKey = (definition: GroupBy, column: (key: string) => Plain | undefined): string | null =>
  keyId(definition.keyNames.map((name) => read(column(name), typeOf(definition, name), name)));

/** Rows by key; those of no key are left out. */
export const groupedByKey = (definition: GroupBy, rows: readonly Seen[]): readonly Group[] => {
  const groups = new Map<string, Group & { readonly rows: Seen[] }>();
  for (const seen of rows) {
    const values = definition.keyNames.map((name) => read(seen.row[name], typeOf(definition, name), name));
    const id = keyId(values);
    if (id === null) continue;
    const keys = Object.fromEntries(definition.keyNames.map((name, index) => [name, values[index] ?? null]));
    const group = groups.get(id) ?? { id, keys, rows: [] };
    group.rows.push(seen);
    groups.set(id, group);
  }
  return [...groups.values()];
};

/** A key's values as plain ones. */
export const plainKeys = (definition: GroupBy, group: Group): Readonly<Record<string, Plain>> =>
  Object.fromEntries(
    Object.entries(group.keys).map(([name, value]) => [
      name,
      value === null ? null : write(value, typeOf(definition, name)),
    ]),
  );

/** `user_id=u1, day=null`, for messages. */
export const keyText = (definition: GroupBy, group: Group): string =>
  Object.entries(plainKeys(definition, group))
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
