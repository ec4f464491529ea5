import { relSql } from '#compiler';
import type { Column, Expr, Type } from '#compiler/plan';
import type { ReadRequest } from '../api.ts';
import type { TableReader } from './table-reader.ts';

/** A value's text; null where there is none. Nested values are JSON; text is itself, and everything else as in JSON. */
export type Cell = string | null;

const string: Type = { kind: 'string' };

/** How a value's text is had: as the engine casts it, or as the canonical JSON text, which spells the rest. */
const isPlain = (type: Type): boolean =>
  ['boolean', 'int', 'bigint', 'float', 'double', 'string', 'date', 'decimal'].includes(type.kind);

const isQuoted = (type: Type): boolean => type.kind === 'timestamp' || type.kind === 'binary';

const textOf = ({ name, type }: Column): Expr => {
  const value: Expr = { kind: 'column', name, type };
  if (type.kind === 'string') return value;
  if (isPlain(type)) return { kind: 'cast', input: value, type: string };
  const text: Expr = { kind: 'call', fn: 'to_json_text', args: [value], type: string };
  // A null value has the JSON text `null`, and no other value of these types has.
  const none: Expr = { kind: 'literal', value: 'null', type: string };
  return { kind: 'call', fn: 'nullif', args: [text, none], type: string };
};

const position: Column = { name: '__n', type: { kind: 'bigint' } };

/** The asked rows as texts, in order, a batch at a time. */
export async function* cells(reader: TableReader, request: ReadRequest): AsyncIterable<readonly (readonly Cell[])[]> {
  const { columns, engine } = reader;
  const outputs = [
    ...columns.map((column) => ({ name: column.name, expr: textOf(column) })),
    { name: position.name, expr: { kind: 'column', ...position } as Expr },
  ];
  const sql = relSql(
    {
      kind: 'project',
      input: { kind: 'scan', ref: 'rows', partitions: null, columns: [...columns, position] },
      outputs,
      columns: [...columns.map(({ name }) => ({ name, type: string })), position],
    },
    () => reader.rows({ ...request, ordered: true }),
  );
  const quoted = columns.map(({ type }) => isQuoted(type));
  for await (const values of engine.stream(`SELECT * FROM (${sql}) ORDER BY __n`)) {
    const count = values[0]?.length ?? 0;
    yield Array.from({ length: count }, (_, row) =>
      columns.map((_column, index): Cell => {
        const text = values[index]?.[row] ?? null;
        return text === null ? null : quoted[index] === true ? String(text).slice(1, -1) : String(text);
      }),
    );
  }
}
