import type { ExternalTable } from '#dsl';
import { near } from '../near.ts';
import { isMisspelt } from '../options.ts';
import type { ExternalNode } from '../plan.ts';
import type { Context } from './context.ts';
import type { Unsigned } from './staging-query.ts';
import { checkColumns, columnsOf, viewOf } from './table.ts';

/** A table that others write, as declared. */
export const lowerExternal = (definition: ExternalTable, context: Context): Unsigned<ExternalNode> | null => {
  const { named, report } = context;
  checkColumns(context, definition.columns, null);
  if (typeof definition.location !== 'string' || definition.location === '') {
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
  const { dayColumn } = definition;
  if (dayColumn !== undefined && !names.includes(dayColumn)) {
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
    location: definition.location,
    partitionColumn: viewOf(definition, context.settings.partitionColumn, undefined).partition?.name ?? null,
    dayColumn: dayColumn ?? null,
    columns: columns.map((column) => ({ ...column, description: context.descriptions[column.name] ?? null })),
  };
};
