import {
  type Data,
  Field,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  TimestampMicrosecond,
  vectorFromArray,
} from 'apache-arrow';
import { duckdb } from '#compiler';
import type { Column } from '#compiler/plan';
import type { ReadRequest } from '../api.ts';
import { arrowType, arrowValue } from './arrow-type.ts';
import type { TableReader } from './table-reader.ts';

export const arrowSchema = (columns: readonly Column[]): Schema =>
  new Schema(columns.map(({ name, type }) => new Field(name, arrowType(type), true)));

/** The asked rows as Arrow batches, a chunk of the engine at a time. */
export async function* arrowBatches(
  { engine, columns, rows }: TableReader,
  request: ReadRequest & { readonly ordered: boolean },
): AsyncIterable<RecordBatch> {
  const schema = arrowSchema(columns);
  const list = columns.map(({ name, type }) => {
    const column = duckdb.quoteName(name);
    // A Date holds milliseconds only.
    return type.kind === 'timestamp' ? `epoch_us(${column})` : column;
  });
  const order = request.ordered ? ' ORDER BY __n' : '';
  for await (const values of engine.stream(`SELECT ${list.join(', ')} FROM ${rows(request)}${order}`)) {
    const length = values[0]?.length ?? 0;
    const children = columns.map((column, index) => dataOf(column, values[index] ?? []));
    yield new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length, children, nullCount: 0 }));
  }
}

const dataOf = ({ type }: Column, values: readonly unknown[]): Data => {
  if (type.kind === 'timestamp') return timestamps(values);
  const built = vectorFromArray(
    values.map((value) => arrowValue(value, type)),
    arrowType(type),
  );
  const [data] = built.data;
  if (data === undefined || built.data.length !== 1) throw new Error('internal: a column of more than one piece');
  return data;
};

const timestamps = (values: readonly unknown[]): Data => {
  const data = BigInt64Array.from(values, (value) => (value === null ? 0n : BigInt(value as bigint)));
  const nullBitmap = new Uint8Array(Math.ceil(values.length / 64) * 8);
  let nullCount = 0;
  for (const [index, value] of values.entries()) {
    if (value === null) nullCount += 1;
    else nullBitmap[index >> 3] = (nullBitmap[index >> 3] ?? 0) | (1 << (index & 7));
  }
  return makeData({ type: new TimestampMicrosecond(), length: values.length, nullCount, nullBitmap, data });
};
