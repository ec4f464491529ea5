import { RecordBatchStreamWriter } from 'apache-arrow';
import { showType } from '#compiler';
import type { DescribedTable, ReadRequest } from '../api.ts';
import { ConfigError, type ExitCode, exitCodes } from '../errors.ts';
import { arrowBatches, arrowSchema } from '../read/arrow-batches.ts';
import { type Cell, cells } from '../read/cells.ts';
import { loadTable } from '../read/load-table.ts';
import { describe } from '../read/read.ts';
import { readTable, type TableReader } from '../read/table-reader.ts';
import { counted } from './count.ts';
import { countFlag } from './flags.ts';
import { csvText, jsonText, tableLines } from './row-formats.ts';
import type { CommonFlags, Session } from './session.ts';
import type { Terminal } from './terminal.ts';

type Format = 'table' | 'json' | 'csv' | 'arrow';

type Flags = CommonFlags & {
  readonly where?: string;
  readonly limit?: string;
  readonly describe?: boolean;
  readonly format?: Format;
};

const defaultRows = 50;

/** `chron show`. Rows in a table are cut at 50 unless told otherwise; the other formats print all of them. */
export const showCommand = async (flags: Flags, session: Session, table: string): Promise<ExitCode> => {
  const { terminal } = session;
  const limit = countFlag('--limit', flags.limit);
  const format = flags.format ?? (terminal.json ? 'json' : 'table');
  if (format === 'arrow' && session.world.stdout.columns !== null) throw bytesOnTerminal(table);
  const project = await session.project();
  if (flags.describe === true) {
    const described = await describe(project, table);
    if (format === 'json') terminal.out(JSON.stringify(described));
    else for (const line of describedLines(described)) terminal.out(line);
    return exitCodes.ok;
  }
  const state = await loadTable(project, table);
  const { where } = flags;
  await readTable(project, { state, where }, async (reader) => {
    if (format === 'table') {
      const all = where === undefined ? [...state.partitions.values()].reduce((sum, one) => sum + one.rows, 0) : null;
      await printTable(reader, { where, limit, all }, terminal);
    } else {
      for await (const piece of pieces(reader, { where, limit }, format)) terminal.draw(piece);
    }
  });
  return exitCodes.ok;
};

const pieces = (reader: TableReader, request: ReadRequest, format: Exclude<Format, 'table'>) => {
  switch (format) {
    case 'csv':
      return csvText(reader.columns, cells(reader, request));
    case 'json':
      return jsonText(reader.columns, cells(reader, request));
    case 'arrow':
      return arrowBytes(reader, request);
  }
};

/** An IPC stream: a reader needs no seeking, and memory holds one batch. */
async function* arrowBytes(reader: TableReader, request: ReadRequest): AsyncIterable<Uint8Array> {
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, arrowSchema(reader.columns));
  const written = writer.writeAll(arrowBatches(reader, { ...request, ordered: true }));
  for await (const bytes of writer) yield bytes;
  await written;
}

const printTable = async (
  reader: TableReader,
  { where, limit = defaultRows, all }: ReadRequest & { readonly all: number | null },
  terminal: Terminal,
): Promise<void> => {
  const rows: (readonly Cell[])[] = [];
  // One row more tells whether there are more.
  for await (const batch of cells(reader, { where, limit: limit + 1 })) rows.push(...batch);
  const shown = rows.slice(0, limit);
  for (const line of tableLines(reader.columns, shown)) terminal.out(line);
  if (terminal.quiet) return;
  if (rows.length <= limit) terminal.out(all === 0 ? 'no rows yet' : counted(shown.length, 'row'));
  else
    terminal.out(
      `${counted(limit, 'row')} of ${all === null ? 'more' : all.toLocaleString('en-US')}; --limit N shows more`,
    );
};

const describedLines = ({ table, columns, partitions, rows, bytes }: DescribedTable): readonly string[] => {
  const text = { kind: 'string' } as const;
  const listed = columns.map(({ name, type }) => [name, showType(type)]);
  const days = (partitions ?? []).map((one) => [one.ds, String(one.rows), String(one.bytes)]);
  const [first, last] = [partitions?.[0]?.ds, partitions?.at(-1)?.ds];
  const range =
    partitions === null
      ? 'no partitions'
      : first === undefined
        ? 'no partition yet'
        : `${counted(partitions.length, 'partition')} from ${first} to ${last}`;
  const number = { kind: 'bigint' } as const;
  return [
    `${table}: ${range}, ${counted(rows, 'row')}, ${counted(bytes, 'byte')}`,
    '',
    ...tableLines(
      [
        { name: 'column', type: text },
        { name: 'type', type: text },
      ],
      listed,
    ),
    ...(days.length === 0 ? [] : ['']),
    ...(days.length === 0
      ? []
      : tableLines(
          [
            { name: 'partition', type: text },
            { name: 'rows', type: number },
            { name: 'bytes', type: number },
          ],
          days,
        )),
  ];
};

const bytesOnTerminal = (table: string): ConfigError =>
  new ConfigError({
    code: 'CHR2452',
    message: '--format arrow writes bytes, and this is a terminal',
    hint: `chron show ${table} --format arrow > rows.arrow`,
  });
