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

const ofDays = ['startPartition', 'backfillStartDate', 'lookback'] as const;

/**
 * Reports options and dates that a table without partitions, or a view, does not have. A view is the same rows whoever
 * reads it and however many days of it at once: the days of a run, or more days than its reader asked for, are none of
 * its business.
 */
export const checkMeaningless = (definition: StagingQuery, context: Context): boolean => {
  const isView = definition.view === true;
  if (!isView && definition.partitioned !== false) return true;
  const of = isView ? 'a view' : 'a staging query without partitions';
  const instead = isView ? 'view: true' : 'partitioned: false';
  const options = [...ofDays, ...(isView ? (['outputNamespace', 'setups'] as const) : [])].filter((option) => {
    const value = definition[option];
    return value !== undefined && !(Array.isArray(value) && value.length === 0);
  });
  for (const option of options) context.report('CHR1052', [option], { what: option, of, instead });
  const slots = holesOf(definition.query).flatMap(({ value, text }) => {
    if (isView && isKind(value, 'max-date')) return [{ name: 'maxDate', text }];
    const name = isKind(value, 'date-slot') ? slotNames[String(value.slot)] : undefined;
    return name === undefined ? [] : [{ name, text }];
  });
  for (const { name, text } of slots) {
    context.report('CHR1052', { path: ['query'], text }, { what: name, of, instead });
  }
  return options.length + slots.length === 0;
};

const isKind = (value: unknown, kind: string): value is { readonly slot?: unknown; readonly table: Definition } =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;

/** Reports a table without partitions whose newest one is asked for. */
export const checkMaxDates = (definition: StagingQuery, context: Context): boolean => {
  let ok = true;
  for (const { value, text } of holesOf(definition.query)) {
    if (!isKind(value, 'max-date')) continue;
    const isView = value.table.kind === 'staging-query' && value.table.view === true;
    if (!isView && viewOf(value.table, context.settings.partitionColumn, undefined).partition !== null) continue;
    ok = false;
    context.report('CHR1051', { path: ['query'], text }, { table: refOf(context, value.table), isView });
  }
  return ok;
};
