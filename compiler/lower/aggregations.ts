import type { AnyAggregation, AnyColumn, GroupBy } from '#dsl';
import { column, isFloat } from '../expr.ts';
import { near } from '../near.ts';
import { operations } from '../physical/operations/index.ts';
import type { Aggregate, OperationName } from '../plan.ts';
import type { Column, Type } from '../relation.ts';
import { showType } from '../types.ts';
import { dayMs } from '../window.ts';
import { written } from '../written.ts';
import { checkChoice } from './choice.ts';
import type { Context } from './context.ts';
import type { CheckedSource } from './source.ts';

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

/** The plan's name of an operation of the DSL. */
export const operationName = (operation: string): OperationName => opNames[operation] ?? (operation as OperationName);

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
    if (!isAggregation(one)) {
      const takes = 'operations, (c) => [sum(c.price), count(c.price)]';
      report('CHR1041', path, { place: 'aggregations', takes, given: written(one) });
      return [];
    }
    const typed = checkInput(one, path, { first, context });
    const windows = checkWindows(one, path, context);
    if (typed === null || windows === null) return [];
    const { column: of, op, type, explode } = typed;
    const outputs = windows.flatMap(({ windowMs }) => typed.pers.map((per) => ({ windowMs, per })));
    return outputs.flatMap(({ windowMs, per }, at): readonly Aggregate[] => {
      const output = `${definition.name}_${one.names[at] ?? '?'}`;
      const other = taken.get(output.toLowerCase());
      if (other !== undefined) {
        const window = Math.floor(at / typed.pers.length);
        report('CHR1015', one.windows.length === 0 ? path : [...path, 'windows', window], { column: output, other });
        return [];
      }
      taken.set(output.toLowerCase(), `${one.operation}(c.${of.name}) above`);
      const { k, percentiles, exact, windowEdge: edge } = one;
      const options = { k, percentiles, exact };
      return [{ output, op, input: column(of.name, of.type), type, ...options, windowMs, edge, explode, per }];
    });
  });
};

const isAggregation = (value: AnyAggregation): boolean =>
  value?.kind === 'aggregation' && [value.windows, value.buckets, value.names].every(Array.isArray);

type CheckedInput = {
  readonly column: Column;
  readonly op: OperationName;
  readonly type: Type;
  readonly explode: boolean;
  /** What each output of a window is rolled up by: the buckets, or one thing. */
  readonly pers: readonly Aggregate['per'][];
};

/** The column, operation, options and buckets of an aggregation, fitting one another. */
const checkInput = (
  one: AnyAggregation,
  path: Path,
  { first, context }: { readonly first: CheckedSource; readonly context: Context },
): CheckedInput | null => {
  const op = operationName(one.operation);
  const operation = operations[op];
  if (operation === undefined) {
    context.report('CHR1008', path, { what: `${one.operation}()`, instead: null });
    return null;
  }
  checkChoice(context, { value: one.windowEdge, path: [...path, 'windowEdge'], choices: ['sawtooth', 'exact'] });
  const at = [...path, 'column'];
  const found = mentioned(one.column, { path: at, place: `${one.operation}()`, first }, context);
  if (found === null) return null;
  const wrong = (needs: string, where: Path = at): null => {
    const type = showType(found.type);
    context.report('CHR1013', where, { operation: `${one.operation}()`, column: found.name, type, needs });
    return null;
  };
  if (one.elementWise && found.type.kind !== 'list') return wrong('a list for elementWise');
  if (one.elementWise && operation.timed)
    return wrong('no elementWise: it takes a list as one value', [...path, 'elementWise']);
  if (one.elementWise && one.buckets.length > 0)
    return wrong('one of elementWise and buckets, not both', [...path, 'elementWise']);
  if (one.buckets.length > 0 && found.type.kind === 'map') return wrong('a value that is no map for buckets');
  const seen = inputType(found.type, { timed: operation.timed });
  if (!operation.accepts(seen)) return wrong(operation.needs);
  const option = optionProblem(op, one, seen);
  if (option !== null) {
    context.report('CHR1041', [...path, option.name], { place: `${option.name} of ${one.operation}()`, ...option });
    return null;
  }
  const buckets = bucketsOf(one, path, { first, context });
  if (buckets === null) return null;
  const made = operation.output(seen, { k: one.k, percentiles: one.percentiles, exact: one.exact });
  const whole = operation.timed || one.elementWise;
  const map = found.type.kind === 'map' && !whole;
  const type = buckets.length > 0 || map ? mapOf(made) : one.elementWise ? listOf(made) : made;
  const explode = found.type.kind === 'list' && !whole;
  const per = map ? 'mapKey' : one.elementWise ? 'element' : null;
  return { column: found, op, type, explode, pers: buckets.length > 0 ? buckets : [per] };
};

const listOf = (element: Type): Type => ({ kind: 'list', element });
const mapOf = (value: Type): Type => ({ kind: 'map', key: { kind: 'string' }, value });

/** What an operation sees of a column: an untimed one the elements of a list or the values of a map. */
const inputType = (type: Type, { timed }: { readonly timed: boolean }): Type => {
  if (timed) return type;
  return type.kind === 'list' ? type.element : type.kind === 'map' ? type.value : type;
};

const needsK: ReadonlySet<OperationName> = new Set(['first_k', 'last_k', 'top_k', 'bottom_k', 'unique_top_k']);
const takesZero: ReadonlySet<OperationName> = new Set(['histogram']);

const optionProblem = (
  op: OperationName,
  { k, percentiles, exact, column }: AnyAggregation,
  seen: Type,
): { readonly name: string; readonly takes: string; readonly given: string } | null => {
  const least = takesZero.has(op) ? 0 : 1;
  if ((k !== null || needsK.has(op)) && !(Number.isInteger(k) && Number(k) >= least)) {
    return { name: 'k', takes: `a whole number, ${least} or more`, given: written(k) };
  }
  if (exact !== null && !isFloat(seen)) {
    const given = `'${column.name}', a ${showType(seen)}, which is summed exactly as it is`;
    return { name: 'exact', takes: 'a double', given };
  }
  if (exact !== null && !(Number.isInteger(exact) && exact >= 0 && exact <= 38)) {
    return { name: 'exact', takes: 'a whole number from 0 to 38', given: written(exact) };
  }
  if (op !== 'approx_percentile') return null;
  const fit = percentiles?.length && percentiles.every((p) => typeof p === 'number' && p >= 0 && p <= 1);
  return fit ? null : { name: 'percentiles', takes: 'numbers from 0 to 1, [0.5]', given: written(percentiles) };
};

const bucketsOf = (
  one: AnyAggregation,
  path: Path,
  { first, context }: { readonly first: CheckedSource; readonly context: Context },
): readonly Aggregate['per'][] | null => {
  const buckets = one.buckets.flatMap((bucket, index): readonly Aggregate['per'][] => {
    const at = [...path, 'buckets', index];
    const by = mentioned(bucket, { path: at, place: 'buckets', first }, context);
    if (by === null) return [];
    if (by.type.kind === 'string') return [{ bucket: column(by.name, by.type) }];
    const type = showType(by.type);
    context.report('CHR1013', at, { operation: 'a bucket', column: by.name, type, needs: 'string' });
    return [];
  });
  return buckets.length < one.buckets.length ? null : buckets;
};

/** The column that is mentioned, or its absence reported at the word. */
const mentioned = (
  mention: AnyColumn | undefined,
  at: { readonly path: Path; readonly place: string; readonly first: CheckedSource },
  context: Context,
): Column | null => {
  const { path, place, first } = at;
  if (mention?.kind !== 'column' || typeof mention.name !== 'string') {
    const call = place.endsWith('()') ? `${place.slice(0, -1)}c.price)` : '[c.category]';
    context.report('CHR1041', path, { place, takes: `a column, ${call}`, given: written(mention) });
    return null;
  }
  const { name } = mention;
  if (first.broken.has(name)) return null;
  const found = first.columns.find((candidate) => candidate.name === name);
  if (found !== undefined) return found;
  const known = first.columns.map((candidate) => candidate.name);
  context.report('CHR1010', path, { column: name, of: 'the source', near: near(name, known), known });
  return null;
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
