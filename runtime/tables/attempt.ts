import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { wholeTable } from '#compiler';
import type { Column } from '#compiler/plan';
import { StorageError } from '../errors.ts';
import type { Attempt, TableShape } from '../ports.ts';
import { type PlannedSchema, planSchema, toIcebergFields } from './iceberg-schema.ts';
import { durableFolder } from './local-blobs.ts';
import { currentSchema } from './metadata.ts';
import type { LoadedTable } from './table-state.ts';

/** An attempt with what its commit is judged against. */
export type OpenAttempt = Attempt & {
  readonly folder: string;
  readonly columns: readonly Column[];
  readonly partitionColumn: string | null;
  readonly base: LoadedTable | null;
};

/** Where the files of one partition go: the run's own folder, so that a leftover names its run. */
export const attemptFolder = (folder: string, ds: string, runId: string): string =>
  join(folder, 'data', ds === wholeTable ? 'whole' : `ds=${ds}`, runId);

type Laid = { readonly id: number; readonly required: boolean; readonly type: unknown };

const layout = ({ required, type }: Laid): string => `${required ? 'required ' : ''}${JSON.stringify(type)}`;

/** Plans the table's next schema on a state. Throws StorageError where a type or the partition column changed. */
export const plannedOn = (table: string, columns: readonly Column[], state: LoadedTable | null): PlannedSchema => {
  if (state === null) return planSchema(table, columns, null);
  const current = currentSchema(state.metadata);
  const planned = planSchema(table, columns, { fields: state.schema, lastColumnId: state.metadata['last-column-id'] });
  const stored = new Map(current.fields.map((field) => [field.id, layout(field)]));
  for (const field of toIcebergFields(planned.fields)) {
    const known = stored.get(field.id);
    if (known === undefined || known === layout(field)) continue;
    throw new StorageError({
      code: 'CHR2206',
      message: `Column ${field.name} of ${table} was laid out by another writer as ${known}, which this program cannot write`,
      hint: 'Write to another table.',
    });
  }
  return planned;
};

const partitioning = (column: string | null): string =>
  column === null ? 'without partitions' : `partitioned by ${column}`;

type Shape = TableShape & { readonly base: LoadedTable | null };

/** The table's next schema. Throws StorageError where the table as it is cannot have it. */
export const nextSchema = ({ table, columns, partitionColumn, base }: Shape): PlannedSchema => {
  const refuse = (message: string, hint: string) => new StorageError({ code: 'CHR2202', message, hint });
  const partition = columns.find((column) => column.name === partitionColumn);
  if (partitionColumn !== null && partition?.type.kind !== 'date') {
    throw refuse(`${table} has no date column ${partitionColumn}`, 'A table is partitioned by a column of type date.');
  }
  const twice = columns.find((column, at) => columns.findIndex((one) => one.name === column.name) !== at);
  if (twice !== undefined) throw refuse(`${table} has two columns ${twice.name}`, 'Name each column once.');
  if (base !== null && base.partitionColumn !== partitionColumn) {
    throw refuse(
      `${table} is ${partitioning(base.partitionColumn)}, the definition now says ${partitioning(partitionColumn)}`,
      'A table keeps its partitioning: write to another table (another name or outputNamespace).',
    );
  }
  return plannedOn(table, columns, base);
};

/** Checks what an attempt needs. Throws StorageError. */
export const openAttempt = (request: Shape & { readonly folder: string; readonly runId: string }): OpenAttempt => {
  const { table, folder, columns, partitionColumn, base, runId } = request;
  if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/.test(runId)) throw new Error(`internal: run id ${runId}`);
  return {
    runId,
    table,
    schema: nextSchema(request).fields,
    dataFile: async (ds) => {
      const own = attemptFolder(folder, ds, runId);
      await durableFolder(own);
      return join(own, `part-${randomUUID()}.parquet`);
    },
    folder,
    columns,
    partitionColumn,
    base,
  };
};
