import type { GroupBy } from '#dsl';
import { isMisspelt } from '../options.ts';
import type { GroupByNode } from '../plan.ts';
import { checkChoice } from './choice.ts';
import { type Context, checkDay } from './context.ts';
import { checkKeys } from './keys.ts';
import { checkSource, sourceRel } from './source.ts';
import { sourceInput } from './source-input.ts';
import type { Unsigned } from './staging-query.ts';
import { checkDayName } from './table.ts';

/** A GroupBy without aggregations: the rows of the day's own partition, whole; a key has one. */
export const lowerAttributes = async (definition: GroupBy, context: Context): Promise<Unsigned<GroupByNode> | null> => {
  const { named, settings, report } = context;
  const names = Object.keys(definition.features);
  if (names.length === 0) {
    if (!isMisspelt(definition, 'aggregations')) report('CHR1038', ['aggregations'], {});
    return null;
  }
  const start = checkDay(context, definition.backfillStartDate, ['backfillStartDate']);
  checkChoice(context, { value: definition.duplicates, path: ['duplicates'], choices: ['error', 'latest'] });
  const [source] = definition.sources;
  const checked = source === undefined ? null : await checkSource(source, ['source'], context);
  if (checked === null) return null;
  if (checked.source.isCumulative === true) {
    context.report('CHR1008', ['source', 'isCumulative'], {
      what: 'rows taken whole from a cumulative source',
      instead: 'read a table of which each partition has one row a key',
    });
  }
  const keys = checkKeys(definition, checked, context);
  const values = checked.columns.filter((one) => names.includes(one.name));
  checkDayName(values, checked, context);
  const day = { name: settings.partitionColumn, type: { kind: 'date' } as const };
  const columns = [...keys, ...values];
  return {
    kind: 'group-by',
    name: named.name,
    description: null,
    source: { file: named.file, export: named.export },
    inputs: [sourceInput(checked, { kind: 'same' })],
    output: {
      table: named.table ?? named.name,
      partitionColumn: day.name,
      keys: keys.map((key) => key.name),
      columns: [...columns, day].map((one) => ({ ...one, description: context.descriptions[one.name] ?? null })),
    },
    backfill: { start },
    sources: [
      sourceRel(
        checked,
        columns.map((one) => one.name),
        new Set(values.map((one) => one.name)),
      ),
    ],
    keys,
    lookbackDays: 0,
    accuracy: definition.accuracy ?? (checked.source.topic === undefined ? 'snapshot' : 'temporal'),
    online: definition.online ?? false,
    aggregates: [],
    duplicates: definition.duplicates ?? 'error',
    derivations: [],
  };
};
