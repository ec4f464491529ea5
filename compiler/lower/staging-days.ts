import type { Definition, StagingQuery } from '#dsl';
import { written } from '../written.ts';
import { type Context, refOf } from './context.ts';
import { holesOf } from './sql.ts';
import { viewOf } from './table.ts';

/** Reports a lookback that is no number of days. */
export const checkLookback = (definition: StagingQuery, context: Context): boolean => {
  const { lookback } = definition as { readonly lookback?: { readonly unit?: unknown; readonly length?: unknown } };
  if (lookback === undefined) return true;
  if (lookback?.unit === 'd' && Number.isInteger(lookback.length) && Number(lookback.length) > 0) return true;
  const isWindow = typeof lookback?.unit === 'string' && typeof lookback.length === 'number';
  const given = isWindow ? `${lookback.length}${lookback.unit}` : written(lookback);
  context.report('CHR1041', ['lookback'], { place: 'lookback', takes: 'a number of days, days(7)', given });
  return false;
};

const slotNames: Readonly<Record<string, string>> = { start: 'startDate', end: 'endDate', latest: 'latestDate' };

/** Reports options and dates that only a table with partitions has. */
export const checkWithoutDays = (definition: StagingQuery, of: string, context: Context): boolean => {
  const options = (['startPartition', 'backfillStartDate', 'lookback'] as const).filter(
    (option) => definition[option] !== undefined,
  );
  for (const option of options) context.report('CHR1052', [option], { what: option, of });
  const slots = holesOf(definition.query).flatMap(({ value, text }) => {
    const name = isKind(value, 'date-slot') ? slotNames[String(value.slot)] : undefined;
    return name === undefined ? [] : [{ name, text }];
  });
  for (const { name, text } of slots) context.report('CHR1052', { path: ['query'], text }, { what: name, of });
  return options.length + slots.length === 0;
};

const isKind = (value: unknown, kind: string): value is { readonly slot?: unknown; readonly table: Definition } =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;

/** Reports a table without partitions whose newest one is asked for. */
export const checkMaxDates = (definition: StagingQuery, context: Context): boolean => {
  let ok = true;
  for (const { value, text } of holesOf(definition.query)) {
    if (!isKind(value, 'max-date')) continue;
    if (viewOf(value.table, context.settings.partitionColumn, undefined).partition !== null) continue;
    ok = false;
    context.report('CHR1051', { path: ['query'], text }, { table: refOf(context, value.table) });
  }
  return ok;
};
