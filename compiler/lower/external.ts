import type { ExternalTable } from '#dsl';
import { near } from '../near.ts';
import type { ExternalNode } from '../plan.ts';
import type { Context } from './context.ts';
import type { Unsigned } from './staging-query.ts';
import { checkColumns, columnsOf, viewOf } from './table.ts';

/** A table that others write, as declared. */
export const lowerExternal = (definition: ExternalTable, context: Context): Unsigned<ExternalNode> | null => {
  const { named, report } = context;
  checkColumns(context, definition.columns, null);
  if (typeof definition.location !== 'string' || definition.location === '') {
    report('CHR1007', [], { option: 'location', of: 'an external table' });
    return null;
  }
  const columns = columnsOf(definition.columns);
  const names = columns.map((column) => column.name);
  const { dayColumn } = definition;
  if (dayColumn !== undefined && !names.includes(dayColumn)) {
    report('CHR1010', ['dayColumn'], { column: dayColumn, of: 'this table', near: near(dayColumn, names) });
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
