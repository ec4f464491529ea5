import type { AnyAggregation, AnyColumn, GroupBy } from '#dsl';
import { column } from '../expr.ts';
import { near } from '../near.ts';
import { isMisspelt } from '../options.ts';
import { operationNames, operationOf } from '../physical/operations/index.ts';
import type { Aggregate, OperationName } from '../plan.ts';
import type { Column, Type } from '../relation.ts';
import { showType } from '../types.ts';
import { dayMs } from '../window.ts';
import { checkChoice } from './choice.ts';
import type { Context } from './context.ts';
import type { CheckedSource } from './source.ts';
import { written } from './written.ts';

type Path = readonly (string | number)[];

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

/** True, and reported, for a GroupBy that takes rows as they are. */
export const isWithoutAggregations = (definition: GroupBy, { report }: Context): boolean => {
  if (definition.aggregations.length > 0) return false;
  if (!isMisspelt(definition, 'aggregations')) {
    const instead = 'add one: aggregations: (c) => [count(c.price)]';
    report('CHR1008', ['aggregations'], { what: 'a GroupBy without aggregations', instead });
  }
  return true;
};

/** The outputs of a GroupBy; what is wrong with an aggregation is reported, and it gives none. */
export const checkAggregations = (
  definition: GroupBy,
  first: CheckedSource,
  context: Context,
): readonly Aggregate[] => {
  const { report } = context;
  const taken = new Map<string, string>();
  for (const key of definition.keyNames) taken.set(String(key).toLowerCase(), 'a key');
  return definition.aggregations.flatMap((one, index) => {
    const path = ['aggregations', index];
    if (one?.kind !== 'aggregation') {
      const takes = 'operations, (c) => [sum(c.price), count(c.price)]';
      report('CHR1041', path, { place: 'aggregations', takes, given: written(one) });
      return [];
    }
    const typed = checkInput(one, path, { first, context });
    const windows = checkWindows(one, path, context);
    if (typed === null || windows === null) return [];
    return windows.flatMap(({ windowMs }, at): readonly Aggregate[] => {
      const output = `${definition.name}_${one.names[at] ?? '?'}`;
      const other = taken.get(output.toLowerCase());
      if (other !== undefined) {
        report('CHR1015', one.windows.length === 0 ? path : [...path, 'windows', at], { column: output, other });
        return [];
      }
      taken.set(output.toLowerCase(), `${one.operation}(c.${typed.column.name}) above`);
      const { column: of, op, type } = typed;
      const plain = { k: null, percentiles: null, explode: false, per: null } as const;
      return [{ output, op, input: column(of.name, of.type), type, windowMs, edge: one.windowEdge, ...plain }];
    });
  });
};

/** The column and operation of an aggregation, fitting each other. */
const checkInput = (
  one: AnyAggregation,
  path: Path,
  { first, context }: { readonly first: CheckedSource; readonly context: Context },
): { readonly column: Column; readonly op: OperationName; readonly type: Type } | null => {
  const op = opNames[one.operation] ?? (one.operation as OperationName);
  const operation = operationOf(op);
  if (operation === undefined) {
    const instead = `it computes ${operationNames.join(', ')}`;
    context.report('CHR1008', path, { what: `${one.operation}()`, instead });
    return null;
  }
  if (one.buckets.length > 0 || one.elementWise) {
    const what = one.elementWise ? 'elementWise' : 'buckets';
    context.report('CHR1008', [...path, what], { what, instead: null });
    return null;
  }
  checkChoice(context, { value: one.windowEdge, path: [...path, 'windowEdge'], choices: ['sawtooth', 'exact'] });
  const mention = one.column as AnyColumn | undefined;
  if (mention?.kind !== 'column') {
    const takes = `a column, ${one.operation}(c.price)`;
    context.report('CHR1041', [...path, 'column'], { place: `${one.operation}()`, takes, given: written(mention) });
    return null;
  }
  const { name } = mention;
  if (first.broken.has(name)) return null;
  const found = first.columns.find((candidate) => candidate.name === name);
  if (found === undefined) {
    const known = first.columns.map((candidate) => candidate.name);
    context.report('CHR1010', [...path, 'column'], { column: name, of: 'the source', near: near(name, known), known });
    return null;
  }
  if (!operation.accepts(found.type)) {
    const { needs } = operation;
    const type = showType(found.type);
    context.report('CHR1013', [...path, 'column'], { operation: one.operation, column: name, type, needs });
    return null;
  }
  if (found.type.kind === 'list' || found.type.kind === 'map') {
    context.report('CHR1008', [...path, 'column'], {
      what: `${one.operation}() over a ${found.type.kind}`,
      instead: null,
    });
    return null;
  }
  return { column: found, op, type: operation.output(found.type) };
};

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: dayMs };

/** The windows in milliseconds, in order; one unwindowed entry where there are none. */
const checkWindows = (
  one: AnyAggregation,
  path: Path,
  context: Context,
): readonly { readonly windowMs: number | null }[] | null => {
  if (one.windows.length === 0) return [{ windowMs: null }];
  let ok = true;
  const windows = one.windows.map((window: unknown, index) => {
    const { unit, length } = (window ?? {}) as { readonly unit?: string; readonly length?: unknown };
    const ms = unitMs[unit ?? ''];
    if (ms === undefined || typeof length !== 'number' || !Number.isInteger(length) || length < 1) {
      ok = false;
      const text = unit === undefined ? written(window) : `${length}${unit}`;
      context.report('CHR1017', [...path, 'windows', index], { window: text });
      return { windowMs: null };
    }
    return { windowMs: length * ms };
  });
  return ok ? windows : null;
};
