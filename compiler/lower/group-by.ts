import type { AnyAggregation, AnyColumn, GroupBy } from '#dsl';
import { column } from '../expr.ts';
import { near } from '../near.ts';
import { operationNames, operationOf } from '../physical/operations/index.ts';
import type { Aggregate, GroupByNode, Input, OperationName } from '../plan.ts';
import type { Column, Type } from '../relation.ts';
import { sameType, showType } from '../types.ts';
import { dayMs } from '../window.ts';
import { type Context, checkDay } from './context.ts';
import { type CheckedSource, checkSource, sourceRel } from './source.ts';
import type { Unsigned } from './staging-query.ts';

/** GroupBy to node; null when it cannot be one, and the reasons are reported. */
export const lowerGroupBy = async (definition: GroupBy, context: Context): Promise<Unsigned<GroupByNode> | null> => {
  const { named, settings, report } = context;
  const start = checkDay(context, definition.backfillStartDate, ['backfillStartDate']);
  if (definition.sources.length === 0) {
    report('CHR1007', [], { option: 'sources', of: 'a GroupBy' });
    return null;
  }
  const checked: CheckedSource[] = [];
  for (const [index, source] of definition.sources.entries()) {
    const one = await checkSource(source, ['sources', index], context);
    if (one !== null) checked.push(one);
  }
  const [first] = checked;
  if (first === undefined || checked.length < definition.sources.length) return null;
  const keys = checkKeys(definition, first, context);
  const aggregates = checkAggregations(definition, first, context);
  const alike = checkAlike(checked, [...keys, ...aggregates.map(inputColumn)], context);
  if (definition.derive !== undefined) report('CHR1008', ['derive'], { what: 'a derivation' });
  if (definition.accuracy === 'temporal' && first.source.kind === 'entities') {
    report('CHR1008', ['accuracy'], { what: 'temporal accuracy over entities' });
  }
  if (!alike || aggregates.length === 0 || first.time === null) return null;
  const windows = aggregates.map((one) => one.windowMs);
  const lookbackDays = windows.includes(null) ? null : Math.max(...windows.map((ms) => Math.ceil(Number(ms) / dayMs)));
  const inputs = [...new Set(aggregates.map((one) => inputColumn(one).name))];
  const names = [...new Set([...keys.map((key) => key.name), ...inputs])];
  const day = { name: settings.partitionColumn, type: { kind: 'date' } as const };
  const outputs = [...keys, ...aggregates.map((one) => ({ name: one.output, type: one.type })), day];
  return {
    kind: 'group-by',
    name: named.name,
    description: null,
    source: { file: named.file, export: named.export },
    inputs: checked.map((one) => input(one, lookbackDays)),
    output: {
      table: named.table ?? named.name,
      partitionColumn: day.name,
      keys: keys.map((key) => key.name),
      columns: outputs.map((one) => ({ ...one, description: context.descriptions[one.name] ?? null })),
    },
    backfill: { start },
    sources: checked.map((one) => sourceRel(one, names, new Set(inputs))),
    keys,
    lookbackDays,
    accuracy: definition.accuracy ?? (checked.some((one) => one.source.topic !== undefined) ? 'temporal' : 'snapshot'),
    online: definition.online ?? false,
    aggregates,
    duplicates: 'error',
    derivations: [],
  };
};

/** Values are seen from the day before `ds - lookback` on: semantics section 2, availability. */
const input = (source: CheckedSource, lookbackDays: number | null): Input => ({
  ref: source.ref,
  partitions:
    source.view.partition === null
      ? { kind: 'unpartitioned' }
      : lookbackDays === null
        ? { kind: 'all' }
        : { kind: 'window', days: lookbackDays + 1 },
  bounds: source.days,
  missing: source.source.missing ?? 'block',
});

const inputColumn = (one: Aggregate): Column => {
  if (one.input.kind !== 'column') throw new Error('internal: an aggregate of something else than a column');
  return { name: one.input.name, type: one.input.type };
};

const checkKeys = (definition: GroupBy, first: CheckedSource, context: Context): readonly Column[] => {
  if (definition.keyNames.length === 0) context.report('CHR1012', ['keys'], {});
  return definition.keyNames.flatMap((key, index) => {
    const path = ['keys', index];
    const found = first.columns.find((one) => one.name === key);
    if (found === undefined) {
      const names = first.columns.map((one) => one.name);
      context.report('CHR1010', path, { column: key, of: 'the source', near: near(key, names) });
      return [];
    }
    if (definition.keyNames.indexOf(key) < index) {
      context.report('CHR1011', path, { key });
      return [];
    }
    const texts: ReadonlySet<Type['kind']> = new Set(['string', 'bigint', 'int', 'boolean', 'date']);
    if (definition.online === true && !texts.has(found.type.kind)) {
      context.report('CHR1037', path, { key, type: showType(found.type) });
    }
    return [found];
  });
};

/** Every source must offer what the first offers, of the columns that are used. */
const checkAlike = (checked: readonly CheckedSource[], used: readonly Column[], context: Context): boolean => {
  let ok = true;
  for (const [index, source] of checked.entries()) {
    if (index === 0) continue;
    for (const wanted of used) {
      const found = source.columns.find((one) => one.name === wanted.name);
      if (found !== undefined && sameType(found.type, wanted.type)) continue;
      ok = false;
      context.report('CHR1035', ['sources', index], {
        column: wanted.name,
        given: found === undefined ? 'missing' : showType(found.type),
        first: showType(wanted.type),
      });
    }
  }
  return ok;
};

const opNames: Readonly<Record<string, OperationName>> = {
  firstK: 'first_k',
  lastK: 'last_k',
  topK: 'top_k',
  bottomK: 'bottom_k',
  uniqueTopK: 'unique_top_k',
  uniqueCount: 'unique_count',
  boundedUniqueCount: 'bounded_unique_count',
  approxUniqueCount: 'approx_unique_count',
  approxHistogramK: 'approx_histogram_k',
  approxPercentile: 'approx_percentile',
};

const checkAggregations = (definition: GroupBy, first: CheckedSource, context: Context): readonly Aggregate[] => {
  if (definition.aggregations.length === 0) {
    context.report('CHR1008', [], { what: 'a GroupBy without aggregations (attributes)' });
  }
  const taken = new Map<string, string>();
  for (const key of definition.keyNames) taken.set(key, 'a key');
  taken.set(context.settings.partitionColumn, 'the partition column');
  return definition.aggregations.flatMap((one, index) => {
    const path = ['aggregations', index];
    const typed = checkInput(one, path, first, context);
    const windows = checkWindows(one, path, context);
    if (typed === null || windows === null) return [];
    return windows.flatMap(({ windowMs }, at): readonly Aggregate[] => {
      const output = `${definition.name}_${one.names[at] ?? '?'}`;
      const other = taken.get(output);
      if (other !== undefined) {
        context.report('CHR1015', path, { column: output, other });
        return [];
      }
      taken.set(output, `${one.operation}(${typed.column.name}) above`);
      const { column: of, op, type } = typed;
      const plain = { k: null, percentiles: null, explode: false, per: null } as const;
      return [{ output, op, input: column(of.name, of.type), type, windowMs, edge: one.windowEdge, ...plain }];
    });
  });
};

/** The column and operation of an aggregation, fitting each other. */
const checkInput = (
  one: AnyAggregation,
  path: readonly (string | number)[],
  first: CheckedSource,
  context: Context,
): { readonly column: Column; readonly op: OperationName; readonly type: Type } | null => {
  const op = opNames[one.operation] ?? (one.operation as OperationName);
  const operation = operationOf(op);
  if (operation === undefined) {
    context.report('CHR1008', path, { what: `${one.operation}() (${operationNames.join(', ')} can)` });
    return null;
  }
  if (one.buckets.length > 0 || one.elementWise) {
    context.report('CHR1008', path, { what: one.elementWise ? 'elementWise' : 'buckets' });
    return null;
  }
  const mention = one.column as AnyColumn | undefined;
  const name = String(mention?.name);
  const found = first.columns.find((candidate) => candidate.name === name);
  if (found === undefined) {
    const names = first.columns.map((candidate) => candidate.name);
    context.report('CHR1010', [...path, 'column'], { column: name, of: 'the source', near: near(name, names) });
    return null;
  }
  if (!operation.accepts(found.type)) {
    const { needs } = operation;
    const type = showType(found.type);
    context.report('CHR1013', [...path, 'column'], { operation: one.operation, column: name, type, needs });
    return null;
  }
  if (found.type.kind === 'list' || found.type.kind === 'map') {
    context.report('CHR1008', path, { what: `${one.operation}() over a ${found.type.kind}` });
    return null;
  }
  return { column: found, op, type: operation.output(found.type) };
};

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: dayMs };

/** The windows in milliseconds, in order; one unwindowed entry where there are none. */
const checkWindows = (
  one: AnyAggregation,
  path: readonly (string | number)[],
  context: Context,
): readonly { readonly windowMs: number | null }[] | null => {
  if (one.windows.length === 0) return [{ windowMs: null }];
  let ok = true;
  const windows = one.windows.map((window: unknown, index) => {
    const { unit, length } = (window ?? {}) as { readonly unit?: string; readonly length?: number };
    const ms = unitMs[unit ?? ''];
    if (ms === undefined || length === undefined || !Number.isInteger(length) || length < 1) {
      ok = false;
      const text = unit === undefined ? JSON.stringify(window) : `${length}${unit}`;
      context.report('CHR1017', [...path, 'windows', index], { window: text });
      return { windowMs: null };
    }
    return { windowMs: length * ms };
  });
  return ok ? windows : null;
};
