import type { GroupBy } from '#dsl';
import { isMisspelt } from '../options.ts';
import { operations } from '../physical/operations/index.ts';
import type { Aggregate, GroupByNode, Lookback } from '../plan.ts';
import type { Column } from '../relation.ts';
import { sameType, showType, tagOf } from '../types.ts';
import { dayMs } from '../window.ts';
import { checkAggregations, operationName } from './aggregations.ts';
import { lowerAttributes } from './attributes.ts';
import { checkChoice } from './choice.ts';
import { type Context, checkDay } from './context.ts';
import { checkDerivations } from './derivations.ts';
import { checkKeys } from './keys.ts';
import { type CheckedSource, checkSource, cumulativeOf, sourceRel } from './source.ts';
import { sourceInput } from './source-input.ts';
import type { Unsigned } from './staging-query.ts';

/** GroupBy to node; null when it cannot be one, and the reasons are reported. */
export const lowerGroupBy = async (definition: GroupBy, context: Context): Promise<Unsigned<GroupByNode> | null> => {
  const { named, settings, report } = context;
  const start = checkDay(context, definition.backfillStartDate, ['backfillStartDate']);
  checkChoice(context, { value: definition.accuracy, path: ['accuracy'], choices: ['snapshot', 'temporal'] });
  checkChoice(context, { value: definition.online, path: ['online'], choices: [true, false] });
  if (definition.sources.length === 0) {
    if (!isMisspelt(definition, 'sources')) {
      const example = "sources: [eventSource({ table, timeColumn: 'ts' })]";
      report('CHR1007', [], { option: 'sources', of: 'a GroupBy', example });
    }
    return null;
  }
  if (definition.aggregations.length === 0) return await lowerAttributes(definition, context);
  const checked: CheckedSource[] = [];
  for (const [index, source] of definition.sources.entries()) {
    const one = await checkSource(source, ['sources', index], context);
    if (one !== null) checked.push(one);
  }
  const [first] = checked;
  if (first === undefined || checked.length < definition.sources.length) return null;
  const keys = checkKeys(definition, first, context);
  const aggregates = checkAggregations(definition, first, context);
  const alike = checkAlike(
    checked,
    [...keys, ...aggregates.map(inputColumn), ...aggregates.flatMap(bucketOf)],
    context,
  );
  const accuracy = definition.accuracy ?? (checked.some(isTemporal) ? 'temporal' : 'snapshot');
  const timed = checkTimes(checked, { aggregates, accuracy }, context);
  checkReversals(definition, checked, context);
  if (!alike || !timed || aggregates.length === 0 || checked.some((one) => one.time === null)) return null;
  const windows = aggregates.map((one) => one.windowMs);
  const lookbackDays = windows.includes(null) ? null : Math.max(...windows.map((ms) => Math.ceil(Number(ms) / dayMs)));
  const inputs = [...new Set(aggregates.map((one) => inputColumn(one).name))];
  const names = [
    ...new Set([...keys.map((key) => key.name), ...inputs, ...aggregates.flatMap(bucketOf).map((one) => one.name)]),
  ];
  const day = { name: settings.partitionColumn, type: { kind: 'date' } as const };
  const features = aggregates.map((one) => ({ name: one.output, type: one.type }));
  checkChoice(context, { value: definition.keep, path: ['keep'], choices: ['all', 'derived'] });
  // Without a name the features have none either: what mentions them is no mistake of its own.
  const derive = typeof definition.name === 'string' ? definition.derive : undefined;
  const made = [...keys, ...features];
  const taken = new Map([...made, day].map((one) => [one.name.toLowerCase(), 'the GroupBy itself']));
  const derivations = await checkDerivations(derive, { columns: made, taken, of: 'the GroupBy' }, context);
  const derived = derivations.map((one) => ({ name: one.output, type: one.expr.type }));
  const outputs = [...keys, ...(definition.keep === 'derived' ? [] : features), ...derived, day];
  return {
    kind: 'group-by',
    name: named.name,
    description: null,
    source: { file: named.file, export: named.export },
    inputs: checked.map((one) => sourceInput(one, lookback(one, lookbackDays))),
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
    accuracy,
    online: definition.online ?? false,
    aggregates,
    duplicates: 'error',
    derivations,
  };
};

/** Values are seen from the day before `ds - lookback` on: semantics section 2, availability. */
const lookback = (source: CheckedSource, lookbackDays: number | null): Lookback => {
  const read = source.view.partition === null ? null : cumulativeOf(source.source);
  if (read !== null) return { kind: 'cumulative', read, shift: null };
  if (source.source.kind === 'entities') return { kind: 'same' };
  return lookbackDays === null ? { kind: 'all' } : { kind: 'window', days: lookbackDays + 1 };
};

const inputColumn = (one: Aggregate): Column => {
  if (one.input.kind !== 'column') throw new Error('internal: an aggregate of something else than a column');
  return { name: one.input.name, type: one.input.type };
};

const bucketOf = ({ per }: Aggregate): readonly Column[] =>
  per !== null && typeof per !== 'string' && per.bucket.kind === 'column'
    ? [{ name: per.bucket.name, type: per.bucket.type }]
    : [];

/** A stream of the same rows, or the changes of a day, tell what there is between two midnights. */
const isTemporal = ({ source }: CheckedSource): boolean =>
  source.topic !== undefined || (source.kind === 'entities' && source.mutationTable !== undefined);

/**
 * A snapshot has all rows of a day: only their own time says which of them a window sees. At a moment within a day only
 * the rows before it count, of events too.
 */
const checkTimes = (
  checked: readonly CheckedSource[],
  { aggregates, accuracy }: { readonly aggregates: readonly Aggregate[]; readonly accuracy: GroupByNode['accuracy'] },
  { report }: Context,
): boolean => {
  const windowed = aggregates.some((one) => one.windowMs !== null);
  const wrong = checked.flatMap(({ source, path }) => {
    if (source.timeColumn !== undefined || isMisspelt(source, 'timeColumn')) return [];
    if (accuracy === 'temporal') return [{ path, of: 'a source of temporal features' }];
    return source.kind === 'entities' && windowed ? [{ path, of: 'an entity source with windows' }] : [];
  });
  for (const { path, of } of wrong) report('CHR1007', path, { option: 'timeColumn', of, example: "timeColumn: 'ts'" });
  return wrong.length === 0;
};

/** Rows that a mutation table takes away are taken back, which not every operation can. */
const checkReversals = (definition: GroupBy, checked: readonly CheckedSource[], { report }: Context): void => {
  if (!checked.some((one) => one.mutation !== null)) return;
  for (const [index, one] of definition.aggregations.entries()) {
    const operation = operations[operationName(one?.operation)];
    if (operation !== undefined && operation.reverses !== true) {
      report('CHR1063', ['aggregations', index], { operation: one.operation });
    }
  }
};

/** Every source must offer what the first offers, of the columns that are used. */
const checkAlike = (checked: readonly CheckedSource[], used: readonly Column[], context: Context): boolean => {
  let ok = true;
  for (const [index, source] of checked.entries()) {
    if (index === 0) continue;
    for (const wanted of used) {
      if (source.broken.has(wanted.name)) continue;
      const found = source.columns.find((one) => one.name === wanted.name);
      if (found !== undefined && sameType(found.type, wanted.type)) continue;
      ok = false;
      context.report('CHR1035', ['sources', index], {
        column: wanted.name,
        given: found === undefined ? null : showType(found.type),
        first: showType(wanted.type),
        tag: tagOf(wanted.type) ?? 'sql`...`',
      });
    }
  }
  return ok;
};
