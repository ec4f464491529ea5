import type { AnySource, Definition } from '#dsl';
import { near } from '../near.ts';
import type { Column, Type } from '../relation.ts';
import { showType, typeOf } from '../types.ts';
import { written } from '../written.ts';
import type { Context } from './context.ts';

/** A table as a source or a hole sees it. */
export type TableView = {
  /** Columns without the partition column where the table has one of its own. */
  readonly columns: readonly Column[];
  /** null: the table has no partitions. */
  readonly partition: Column | null;
};

/** Declared columns as the plan's types; what is no type is left out (`checkColumns` reports it). */
export const columnsOf = (declared: unknown): readonly Column[] =>
  Object.entries((declared ?? {}) as Record<string, never>).flatMap(([name, type]) => {
    const known = typeOf(type);
    return known === null ? [] : [{ name, type: known }];
  });

/** Reports declared columns whose type is none, and names that are taken. */
export const checkColumns = (context: Context, declared: unknown, partitionColumn: string | null): void => {
  const taken = new Map<string, string>();
  for (const [name, type] of Object.entries((declared ?? {}) as Record<string, unknown>)) {
    const path = ['columns', name];
    const other = taken.get(name.toLowerCase());
    if (other !== undefined) context.report('CHR1015', path, { column: name, other: inOtherLetters(other) });
    taken.set(name.toLowerCase(), name);
    const known = typeOf(type as never);
    if (known === null) context.report('CHR1034', path, { type: written(type) });
    const field = known === null ? null : doubledField(known);
    if (field !== null) {
      context.report('CHR1015', path, { column: field.name, other: inOtherLetters(field.other) });
    }
    if (sameName(name, partitionColumn ?? '')) context.report('CHR1031', path, { column: name });
    if (name.startsWith('__')) {
      context.report('CHR1016', path, { column: name, why: 'names with two leading underscores are chron’s own' });
    }
  }
};

/** An engine holds `Price` and `price` for one name. */
export const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** A column that there is already, in other letters. */
export const inOtherLetters = (name: string): string => `'${name}' (capital letters make no difference)`;

/** A field of a struct, however deep, that another field has the name of. */
const doubledField = (type: Type): { readonly name: string; readonly other: string } | null => {
  switch (type.kind) {
    case 'list':
      return doubledField(type.element);
    case 'map':
      return doubledField(type.value);
    case 'struct':
      for (const [index, { name, type: inner }] of type.fields.entries()) {
        const other = type.fields.slice(0, index).find((one) => sameName(one.name, name));
        const found = other === undefined ? doubledField(inner) : { name, other: other.name };
        if (found !== null) return found;
      }
      return null;
    default:
      return null;
  }
};

/** Why a column cannot have the name of the partition column. */
export const dayIsUnder = (partitionColumn: string, name: string): string =>
  `a table has the day of each row under '${partitionColumn}'${name === partitionColumn ? '' : ', and capital letters make no difference'}`;

/**
 * Reports a column of a table of ours that would be its partition column in other letters; one of the same letters is
 * that column. `path`: the source that the columns are of.
 */
export const checkDayName = (
  columns: readonly Column[],
  { source, path }: { readonly source: Pick<AnySource, 'select'>; readonly path: readonly (string | number)[] },
  { report, settings: { partitionColumn } }: Context,
): void => {
  const found = columns.find(({ name }) => name !== partitionColumn && sameName(name, partitionColumn));
  if (found === undefined) return;
  const selected = Object.hasOwn(source.select ?? {}, found.name);
  const why = dayIsUnder(partitionColumn, found.name);
  report('CHR1016', selected ? [...path, 'select', found.name] : [...path, 'table'], { column: found.name, why });
};

/** What can say when: epoch milliseconds, a moment, a day. */
export const timeKinds: ReadonlySet<Type['kind']> = new Set(['bigint', 'timestamp', 'date']);

const dayKinds: ReadonlySet<Type['kind']> = new Set(['date', 'string', 'timestamp']);

/** Reports a partition column that was named and is not there, or cannot be a day. */
export const checkPartition = (
  { columns, partition }: TableView,
  { report }: Context,
  option: { readonly written: string | undefined; readonly path: readonly (string | number)[]; readonly of: string },
): void => {
  const { written, path, of } = option;
  if (written !== undefined && typeof written !== 'string') return;
  if (written !== undefined && partition?.name !== written) {
    const known = partition === null ? columns.map((one) => one.name) : [partition.name];
    report('CHR1010', path, { column: written, of, near: near(written, known), known });
  } else if (partition !== null && !dayKinds.has(partition.type.kind)) {
    const given = `'${partition.name}', a ${showType(partition.type)}`;
    report('CHR1041', path, { place: 'partitionColumn', takes: 'a date, string or timestamp', given });
  } else if (partition !== null) {
    const other = columns.find((one) => sameName(one.name, partition.name));
    if (other !== undefined) report('CHR1015', path, { column: partition.name, other: inOtherLetters(other.name) });
  }
};

/** Every column of a table, its partition column last: what SQL over it may mention. */
export const allColumns = ({ columns, partition }: TableView): readonly Column[] =>
  partition === null ? columns : [...columns, partition];

/** What a table offers: an external one as declared, one of ours with its partition column. */
export const viewOf = (table: Definition, partitionColumn: string, override: string | undefined): TableView => {
  const columns = columnsOf(table.columns);
  if (table.kind === 'staging-query' && table.partitioned === false) return { columns, partition: null };
  if (table.kind !== 'external') {
    return {
      columns: columns.filter((column) => column.name !== partitionColumn),
      partition: { name: partitionColumn, type: { kind: 'date' } },
    };
  }
  const asked: unknown = override ?? table.partitionColumn;
  const name = typeof asked === 'string' ? asked : undefined;
  const partition = columns.find((column) => column.name === (name ?? partitionColumn)) ?? null;
  // A partition that stands only in the path (`ds=2023-12-01/`) is a date.
  if (partition === null && name !== undefined) return { columns, partition: { name, type: { kind: 'date' } } };
  return { columns: columns.filter((column) => column !== partition), partition };
};
