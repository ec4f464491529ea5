import { type RecordBatch, Table } from 'apache-arrow';
import { wholeTable } from '#compiler';
import type { DescribedTable, ReadRequest } from '../api.ts';
import type { Project } from '../project/project.ts';
import { arrowBatches, arrowSchema } from './arrow-batches.ts';
import { loadTable } from './load-table.ts';
import { readTable } from './table-reader.ts';

/**
 * Rows of a table, as it is committed when the read begins. The order of rows is not defined. Throws StorageError
 * (CHR2450: no such table), ConfigError (CHR2451: `where` is not a condition over its columns), EngineError.
 *
 * @example const table = await read(project, 'shop_features.spend', { where: "ds = '2023-12-07'" });
 */
export const read = async (project: Project, table: string, request: ReadRequest = {}): Promise<Table> => {
  const state = await loadTable(project, table);
  return await readTable(project, { state, where: request.where }, async (reader) => {
    const batches: RecordBatch[] = [];
    for await (const batch of arrowBatches(reader, { ...request, ordered: false })) batches.push(batch);
    return new Table(arrowSchema(reader.columns), batches);
  });
};

/** Columns and partitions of a table, from its metadata alone. Throws StorageError (CHR2450: no such table). */
export const describe = async (project: Project, table: string): Promise<DescribedTable> => {
  const state = await loadTable(project, table);
  const partitions = [...state.partitions.values()].map(({ ds, rows, files }) => ({
    ds,
    rows,
    bytes: files.reduce((sum, file) => sum + file.size, 0),
  }));
  return {
    table: state.table,
    columns: state.schema.map(({ name, type }) => ({ name, type })),
    rows: partitions.reduce((sum, one) => sum + one.rows, 0),
    bytes: partitions.reduce((sum, one) => sum + one.bytes, 0),
    partitions: state.partitions.has(wholeTable) ? null : partitions,
  };
};
