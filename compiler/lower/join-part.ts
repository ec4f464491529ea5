import { isDefinition, type Part } from '#dsl';
import { near } from '../near.ts';
import type { GroupByNode, Input, JoinPart, Lookback } from '../plan.ts';
import type { Column } from '../relation.ts';
import { sameType, showType } from '../types.ts';
import { nameInJoin, valueColumns } from '../value-columns.ts';
import { written } from '../written.ts';
import type { Context } from './context.ts';
import { type CheckedSource, sourceRel } from './source.ts';
import { sourceInput } from './source-input.ts';
import type { Unsigned } from './staging-query.ts';

/** A part and the columns it puts beside the left rows. */
export type CheckedPart = { readonly part: Unsigned<JoinPart>; readonly columns: readonly Column[] };

/** A part of a join; null when it cannot be one, and the reasons are reported. `taken` are columns that there are. */
export const checkPart = (
  part: Part,
  request: {
    readonly left: CheckedSource;
    readonly index: number;
    readonly taken: Map<string, string>;
    /** The first day that the left has. */
    readonly start: string | null;
  },
  context: Context,
): CheckedPart | null => {
  const { left, index, taken } = request;
  const path = ['parts', index];
  const features = featuresOf(part, path, context);
  if (features === null) return null;
  const mapping = checkKeys(part, { features, left, path }, context);
  const accuracy = accuracyOf(features, { left, path }, context);
  const columns = checkColumns(part, { features, path, taken }, context);
  if (mapping === null || accuracy === null || columns === null) return null;
  const { named, settings } = context;
  const short = `${part.prefix === null ? '' : `${part.prefix}_`}${baseName(features)}`;
  const values = valueColumns(features.output);
  const sources = features.sources.map((_, at) => inputOf(features, at, { left, accuracy }));
  const mutations = accuracy === 'snapshot' ? [] : features.sources.flatMap((_, at) => mutationInput(features, at));
  return {
    columns,
    part: {
      kind: 'join-part',
      name: `${named.name}/${short}`,
      join: named.name,
      features: features.name,
      description: null,
      source: { file: named.file, export: named.export },
      inputs: merged([leftInput(left), ...sources, ...mutations]),
      output: {
        table: `${named.table ?? named.name}__${short}`,
        partitionColumn: settings.partitionColumn,
        keys: [...features.keys.map((key) => key.name), '__at'],
        columns: [
          ...features.keys,
          { name: '__at', type: { kind: 'bigint' } as const },
          ...values,
          { name: settings.partitionColumn, type: { kind: 'date' } as const },
        ].map(({ name, type }) => ({ name, type, description: null })),
      },
      backfill: { start: request.start },
      accuracy,
      prefix: part.prefix,
      keyMapping: mapping,
      left: keyed(left, mapping),
    },
  };
};

const baseName = ({ output }: GroupByNode): string => output.table.slice(output.table.indexOf('.') + 1);

const featuresOf = (part: Part, path: readonly (string | number)[], context: Context): GroupByNode | null => {
  const { report } = context;
  if (part?.kind !== 'part') {
    const takes = 'parts, (left) => [part(purchases, left)]';
    report('CHR1041', path, { place: 'parts', takes, given: written(part) });
    return null;
  }
  const { features } = part as { readonly features?: { readonly kind?: unknown } };
  if (features?.kind === 'join' || features?.kind === 'external-source') {
    const what = features.kind === 'join' ? 'a join as a part of a join' : 'features of other systems';
    report('CHR1008', [...path, 'features'], { what, instead: null });
    return null;
  }
  if (!isDefinition(features) || features.kind !== 'group-by') {
    const takes = 'a GroupBy, part(purchases, left)';
    report('CHR1041', [...path, 'features'], { place: 'part()', takes, given: written(features) });
    return null;
  }
  const node = context.node(features);
  // One that is not computed has been reported where it is written.
  return node?.kind === 'group-by' ? node : null;
};

type At = { readonly features: GroupByNode; readonly path: readonly (string | number)[] };

/** key of the part -> left column; each key is filled by a column of its type. */
const checkKeys = (
  part: Part,
  { features, left, path }: At & { readonly left: CheckedSource },
  { report }: Context,
): Readonly<Record<string, string>> | null => {
  const given = part.keys as Readonly<Record<string, { readonly kind?: unknown; readonly name?: unknown } | undefined>>;
  const names = features.keys.map((key) => key.name);
  let ok = true;
  const refuse = (key: string, problem: string, among: readonly string[] = []): void => {
    ok = false;
    report('CHR1060', [...path, 'keys', key], { problem, near: near(key, among), known: among });
  };
  for (const key of Object.keys(given).filter((one) => !names.includes(one))) {
    refuse(key, `${features.name} has no key '${key}'`, names);
  }
  const mapping = features.keys.flatMap((key): readonly (readonly [string, string])[] => {
    const column = given[key.name];
    const known = left.columns.map((one) => one.name);
    const name = column?.kind === 'column' ? String(column.name) : key.name;
    const found = column === undefined ? undefined : left.columns.find((one) => one.name === name);
    if (left.broken.has(name)) {
      ok = false;
      return [];
    }
    if (found === undefined) {
      const what = column === undefined ? 'no column of the left fills' : `the left has no column '${name}' for`;
      refuse(key.name, `${what} the key '${key.name}' of ${features.name}`, known);
      return [];
    }
    if (!sameType(found.type, key.type)) {
      const types = `is ${showType(found.type)}, but the key of ${features.name} is ${showType(key.type)}`;
      refuse(key.name, `'${name}' of the left ${types}`);
      return [];
    }
    return [[key.name, name]];
  });
  return ok ? Object.fromEntries(mapping) : null;
};

/** A left of entities has no times, and rows that are taken whole are those of a snapshot. */
const accuracyOf = (
  features: GroupByNode,
  { left, path }: { readonly left: CheckedSource; readonly path: readonly (string | number)[] },
  { report }: Context,
): JoinPart['accuracy'] | null => {
  if (left.source.kind === 'entities' || features.accuracy === 'snapshot') return 'snapshot';
  if (features.aggregates.length === 0) {
    const instead = `write accuracy: 'snapshot' in ${features.name}`;
    report('CHR1008', path, { what: 'temporal attributes', instead });
    return null;
  }
  if (left.source.timeColumn === undefined) {
    const of = 'a left whose features are temporal';
    report('CHR1007', ['left'], { option: 'timeColumn', of, example: "timeColumn: 'ts'" });
    return null;
  }
  return 'temporal';
};

const checkColumns = (
  { prefix }: Part,
  { features, path, taken }: At & { readonly taken: Map<string, string> },
  { report }: Context,
): readonly Column[] | null => {
  if (prefix !== null && (typeof prefix !== 'string' || !/^[A-Za-z][A-Za-z0-9_]*$/.test(prefix))) {
    const takes = "letters, digits and underscores, 'seller'";
    report('CHR1041', [...path, 'prefix'], { place: 'prefix', takes, given: written(prefix) });
    return null;
  }
  const named = valueColumns(features.output).map(({ name, type }) => ({
    name: nameInJoin(prefix, name),
    type,
  }));
  const doubled = named.find((one) => taken.has(one.name.toLowerCase()));
  for (const one of named) {
    if (!taken.has(one.name.toLowerCase())) taken.set(one.name.toLowerCase(), `the part ${features.name}`);
  }
  if (doubled === undefined) return named;
  const other = taken.get(doubled.name.toLowerCase()) ?? '';
  report('CHR1061', path, { column: doubled.name, part: features.name, other, prefix: baseName(features) });
  return null;
};

/** The left rows as queries of a part: its keys under their own names. */
const keyed = (left: CheckedSource, mapping: Readonly<Record<string, string>>): JoinPart['left'] =>
  sourceRel({ ...left, value: (key) => left.value(mapping[key] ?? key) }, Object.keys(mapping), new Set());

/** What a source of the GroupBy is read for: by the left rows' times, or with a left of entities by their ds. */
const inputOf = (
  { inputs, sources }: GroupByNode,
  at: number,
  { left, accuracy }: { readonly left: CheckedSource; readonly accuracy: JoinPart['accuracy'] },
): Input => {
  const input = inputs[at];
  if (input === undefined) throw new Error('internal: a source without an input');
  if (left.source.kind === 'entities') return input;
  const shift = accuracy === 'snapshot' || sources[at]?.kind === 'entities' ? 1 : 0;
  return { ...input, partitions: byLeftTime(input.partitions, shift) };
};

const byLeftTime = (own: Lookback, shift: number): Lookback => {
  switch (own.kind) {
    case 'same':
      return { kind: 'by-left-time', shift, days: 0 };
    case 'window':
      return { kind: 'by-left-time', shift, days: own.days };
    case 'all':
      return { kind: 'by-left-time', shift, days: null };
    case 'cumulative':
      return { ...own, shift };
    default:
      return own;
  }
};

const mutationInput = ({ inputs, sources }: GroupByNode, at: number): readonly Input[] => {
  const [input, mutation] = [inputs[at], sources[at]?.mutation];
  if (input === undefined || mutation == null) return [];
  const { day: _, ...rest } = input;
  return [{ ...rest, ref: mutation.ref, partitions: { kind: 'by-left-time', shift: 0, days: 0 } }];
};

/** A table that is read as the left and as a source, or twice, is one input for each way of reading. */
const merged = (inputs: readonly Input[]): readonly Input[] => [
  ...new Map(inputs.map((input) => [JSON.stringify(input), input])).values(),
];

export const leftInput = (left: CheckedSource): Input => sourceInput(left, { kind: 'same' });
