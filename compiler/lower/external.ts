import type { ExternalTable } from '#dsl';
import { dayPattern } from '../day-format.ts';
import { near } from '../near.ts';
import { isMisspelt } from '../options.ts';
import type { ExternalNode } from '../plan.ts';
import { showType } from '../types.ts';
import { written } from '../written.ts';
import type { Context } from './context.ts';
import type { Unsigned } from './staging-query.ts';
import { checkColumns, checkPartition, columnsOf, type TableView, timeKinds, viewOf } from './table.ts';

/** A table that others write, as declared. */
export const lowerExternal = (definition: ExternalTable, context: Context): Unsigned<ExternalNode> | null => {
  const { named, report } = context;
  checkColumns(context, definition.columns, null);
  const { location } = definition as { readonly location?: unknown };
  if (location !== undefined && typeof location !== 'string') {
    report('CHR1041', ['location'], { place: 'location', takes: "text, 's3://bucket/path'", given: written(location) });
    return null;
  }
  if (location === undefined || location === '') {
    if (!isMisspelt(definition, 'location')) {
      report('CHR1007', [], { option: 'location', of: 'an external table', example: "location: 's3://bucket/path'" });
    }
    return null;
  }
  const columns = columnsOf(definition.columns);
  if (Object.keys(definition.columns).length === 0) {
    const example = 'columns: { user_id: string, ts: timestamp }';
    if (!isMisspelt(definition, 'columns'))
      report('CHR1007', [], { option: 'columns', of: 'an external table', example });
    return null;
  }
  const names = columns.map((column) => column.name);
  const view = viewOf(definition, context.settings.partitionColumn, undefined);
  const { partitionColumn, dayColumn } = definition;
  checkPartition(view, context, { written: partitionColumn, path: ['partitionColumn'], of: 'this table' });
  const format = checkFormat(definition.partitionFormat, view, context);
  const day = columns.find((one) => one.name === dayColumn);
  if (day !== undefined && !timeKinds.has(day.type.kind)) {
    const given = `'${day.name}', a ${showType(day.type)}`;
    report('CHR1041', ['dayColumn'], { place: 'dayColumn', takes: 'a date, timestamp or long', given });
  }
  if (typeof dayColumn === 'string' && day === undefined) {
    report('CHR1010', ['dayColumn'], {
      column: dayColumn,
      of: 'this table',
      near: near(dayColumn, names),
      known: names,
    });
  }
  return {
    kind: 'external',
    name: named.name,
    description: null,
    source: { file: named.file, export: named.export },
    format: definition.format,
    location,
    partitionColumn: view.partition?.name ?? null,
    ...(format !== null && { partitionFormat: format }),
    dayColumn: dayColumn ?? null,
    columns: columns.map((column) => ({ ...column, description: context.descriptions[column.name] ?? null })),
  };
};

/** The format of the partition column, which is a date whatever is written in the files. */
const checkFormat = (format: unknown, { partition }: TableView, { report }: Context): string | null => {
  const path = ['partitionFormat'];
  if (typeof format !== 'string') return null;
  if (dayPattern(format) === null) {
    const takes = "yyyy, MM and dd, once each, and signs that are no letters or digits, 'yyyyMMdd'";
    report('CHR1041', path, { place: 'partitionFormat', takes, given: written(format) });
  } else if (partition === null) {
    const of = 'a table with a partitionFormat';
    report('CHR1007', path, { option: 'partitionColumn', of, example: "partitionColumn: 'ds'" });
  } else if (partition.type.kind !== 'date') {
    const given = `'${partition.name}', a ${showType(partition.type)}`;
    const takes = 'a partition column that is declared date, or stands only in the paths';
    report('CHR1041', path, { place: 'partitionFormat', takes, given });
  } else {
    return format;
  }
  return null;
};
