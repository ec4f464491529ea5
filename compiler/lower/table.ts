import type { Definition } from '#dsl';
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
    if (other !== undefined) {
      context.report('CHR1015', path, { column: name, other: `'${other}' (capital letters make no difference)` });
    }
    taken.set(name.toLowerCase(), name);
    if (typeOf(type as never) === null) context.report('CHR1034', path, { type: written(type) });
    if (name === partitionColumn) context.report('CHR1031', path, { column: name });
    if (name.startsWith('__')) {
      context.report('CHR1016', path, { column: name, why: 'names with two leading underscores are chron’s own' });
    }
  }
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
