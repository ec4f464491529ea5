import type fc from 'fast-check';
import { daysBetween } from '#compiler';
import {
  attributes,
  boolean,
  type Definition,
  date,
  entitySource,
  eventSource,
  type GroupBy,
  groupBy,
  type Join,
  join,
  long,
  parquet,
  part,
  type Row,
  timestamp,
} from '#dsl';
import type { JoinRows } from '#runtime/verify/oracle-join';
import type { InputRow } from '#runtime/verify/value';
import { built, type Written } from './built.ts';
import { dayMs, dayText, type Kind, lengthOf, show, usedColumns } from './generated-case.ts';
import { columns as scalarColumns } from './generated-values.ts';
import { type RawJoin, type RawPart, type RawSource, rawJoin } from './join-raw.ts';
import {
  isLeftPartitioned,
  isPartitioned,
  leftRows,
  mutationRows,
  otherColumn,
  type Place,
  sourceRows,
} from './join-rows.ts';

/** A table that a Join reads, with all its rows; `columns` are without ds. */
export type JoinTable = {
  readonly name: string;
  readonly columns: Row;
  readonly partitioned: boolean;
  readonly rows: readonly InputRow[];
};

/** A Join, the rows of each table it reads, and a range of days to compute in steps. */
export type JoinCase = {
  readonly definition: Join;
  /** The same definition over other tables of the same columns. */
  readonly over: (table: (index: number) => Definition) => Join;
  /** The left table, s0, and after it those of the sources in order, each with its mutation table behind it. */
  readonly tables: readonly JoinTable[];
  /** The same rows, as the oracle takes them. */
  readonly rows: JoinRows;
  readonly start: string;
  readonly end: string;
  readonly step: number;
};

const changeColumns = {
  taken: { mutation_ts: long, is_before: boolean },
  named: { changed: timestamp, gone: boolean },
} as const;

const has = (source: RawSource): boolean => source.kind === 'entities' && source.changes;
const isWhole = ({ kind }: RawPart): boolean => kind === 'whole';
const sourcesOf = (one: RawPart): readonly RawSource[] => (isWhole(one) ? one.sources.slice(0, 1) : one.sources);
/** Rows that are taken whole are those of entities that do not change. */
const changes = (one: RawPart, source: RawSource): boolean => !isWhole(one) && has(source);
const writtenOf = (one: RawPart): readonly Written[] =>
  sourcesOf(one).some((source) => changes(one, source)) ? one.reversible : one.aggregations;

/** A topic makes a part temporal where it does not say itself what it is. */
const hasTopic = (one: RawPart, source: RawSource): boolean => !isWhole(one) && one.accuracy === null && source.topic;
const isTemporal = (one: RawPart): boolean =>
  !isWhole(one) &&
  (one.accuracy === 'temporal' ||
    (one.accuracy === null && sourcesOf(one).some((source) => changes(one, source) || hasTopic(one, source))));

/** Where a table stands: its number is its place in the list. */
type Slot = { readonly part: number; readonly source: number; readonly role: 'rows' | 'mutations' };

const slotsOf = ({ parts }: RawJoin): readonly Slot[] =>
  parts.flatMap((one, index) =>
    sourcesOf(one).flatMap((source, at) => [
      { part: index, source: at, role: 'rows' as const },
      ...(changes(one, source) ? [{ part: index, source: at, role: 'mutations' as const }] : []),
    ]),
  );

type Tables = (index: number) => Definition;

const sourceOf = (
  { raw, start }: Pick<Place, 'raw' | 'start'>,
  {
    one,
    source,
    tables,
  }: { readonly one: RawPart; readonly source: RawSource; readonly tables: readonly Definition[] },
): unknown => {
  const [table, mutationTable] = tables;
  const { kind, from } = source;
  const to = source.to !== null && from !== null && source.to < from ? null : source.to;
  const needsTime = kind === 'entities' || isTemporal(one);
  const time = needsTime && source.time === 'none' ? 'ts' : source.time;
  const entities = kind === 'entities' || isWhole(one);
  const build = (entities ? entitySource : eventSource) as (config: never) => unknown;
  return build({
    table,
    ...(time !== 'none' && { timeColumn: time }),
    ...(from !== null && { startPartition: dayText(start + from) }),
    ...(to !== null && { endPartition: dayText(start + raw.length + to) }),
    ...(source.where && { where: (c: { readonly ok: never }) => c.ok }),
    ...(hasTopic(one, source) && { topic: 'events' }),
    ...(mutationTable && { mutationTable }),
    ...(mutationTable && source.named && { mutationTimeColumn: 'changed', reversalColumn: 'gone' }),
  } as never);
};

const featuresOf = (place: Pick<Place, 'raw' | 'start'>, index: number, table: Tables): GroupBy => {
  const one = place.raw.parts[index] as RawPart;
  const slots = slotsOf(place.raw);
  const sources = sourcesOf(one).map((source, at) => {
    const own = slots.flatMap((slot, number) => (slot.part === index && slot.source === at ? [table(number + 1)] : []));
    return sourceOf(place, { one, source, tables: own });
  });
  const common = {
    name: `g${index}`,
    keys: one.keyNames,
    ...(one.accuracy && !isWhole(one) && { accuracy: one.accuracy }),
  };
  if (isWhole(one)) return attributes({ ...common, source: sources[0], duplicates: one.duplicates } as never) as never;
  const aggregations = (c: Record<string, never>) => writtenOf(one).map((written) => built(written, c));
  return groupBy({ ...common, sources, aggregations } as never) as never;
};

const joinOf = (place: Pick<Place, 'raw' | 'start'>, table: Tables): Join => {
  const { raw } = place;
  const { kind, time, where } = raw.left;
  const build = (kind === 'events' ? eventSource : entitySource) as (config: never) => unknown;
  const left = build({
    table: table(0),
    ...(kind === 'events' && { timeColumn: time }),
    ...(where && { where: (c: { readonly ok: never }) => c.ok }),
  } as never);
  const features = raw.parts.map((_, index) => featuresOf(place, index, table));
  const skewKeys = skewOf(raw);
  return join({
    name: 'j',
    left,
    parts: (columns: Record<string, never>) => {
      const keysOf = (index: number, mapped: boolean) =>
        Object.fromEntries(
          (raw.parts[index]?.keyNames ?? []).map((key) => [key, columns[mapped ? otherColumn(key) : key]]),
        );
      const parts = raw.parts.map((one, index) => {
        // Columns of rows that are taken whole have their own names, which other parts may have too.
        const prefix = isWhole(one) ? `w${index}` : one.prefix;
        return part(features[index] as never, keysOf(index, one.mapped) as never, { ...(prefix && { prefix }) });
      });
      const again = part(features[0] as never, keysOf(0, raw.parts[0]?.mapped !== true) as never, { prefix: 'again' });
      return raw.again ? [...parts, again] : parts;
    },
    ...(Object.keys(skewKeys).length > 0 && { skewKeys }),
  } as never) as never;
};

/** Values of no interest by left column. Decimals are none that can be listed, but null. */
const skewOf = (raw: RawJoin): NonNullable<Join['skewKeys']> => {
  const columns = raw.parts.flatMap(({ keyNames, mapped }, index) => [
    ...keyNames.map((key) => (mapped ? otherColumn(key) : key)),
    ...(raw.again && index === 0 ? keyNames.map((key) => (mapped ? key : otherColumn(key))) : []),
  ]);
  const entries = raw.skew.map(({ column, values }) => {
    const name = columns[column % columns.length] ?? '';
    const key = `k${name.slice(1)}` as keyof RawJoin['keys'][number];
    const listed = values.map((index) => (key === 'k_dec' ? null : (raw.keys[index]?.[key] ?? null)));
    return [name, listed] as const;
  });
  return Object.fromEntries(entries);
};

/** The columns of a part's tables: those that it mentions, or that are its features. */
const columnsOf = (one: RawPart, features: GroupBy, all: Row): Row => {
  const mentioned = usedColumns(features);
  const wanted = isWhole(one) ? new Set([...mentioned, ...one.columns]) : mentioned;
  return Object.fromEntries(Object.entries(all).filter(([name]) => wanted.has(name)));
};

const keyTypes = Object.fromEntries(Object.entries(scalarColumns).filter(([name]) => name.startsWith('k_')));
const leftAll: Row = {
  ...keyTypes,
  ...Object.fromEntries(Object.entries(keyTypes).map(([name, type]) => [otherColumn(name), type])),
  ts: long,
  at: timestamp,
  ok: boolean,
  pay: long,
};

const tableOf = ({ name, columns, partitioned }: JoinTable): Definition =>
  parquet({
    location: name,
    columns: { ...columns, ...(partitioned && { ds: date }) },
    ...(partitioned && { partitionColumn: 'ds' }),
  });

const resolved = (raw: RawJoin, { columns: all }: Kind): JoinCase => {
  const start = Date.parse(`${raw.base}T00:00:00Z`) / dayMs;
  const place = { raw, start };
  const every = parquet({
    location: 'all',
    columns: { ...all, ...leftAll, ...changeColumns.taken, ...changeColumns.named, ds: date },
    partitionColumn: 'ds',
  });
  const over: JoinCase['over'] = (table) => joinOf(place, table);
  const whole = over(() => every);
  const left = new Set([
    ...whole.parts.flatMap(({ keys }) => Object.values(keys).map(({ name }) => name)),
    ...(raw.left.kind === 'events' ? [raw.left.time] : []),
    ...(raw.left.where ? ['ok'] : []),
    'pay',
  ]);
  const given = raw.parts.map((one, index) => {
    const windows = writtenOf(one).flatMap((written) => written.windows.map(lengthOf));
    const lookback = Math.ceil(Math.max(dayMs, ...windows) / dayMs);
    const columns = columnsOf(one, whole.parts[index]?.features as GroupBy, all);
    const sources = sourcesOf(one).map((source) => {
      const of = {
        place: { raw, start, lengths: isWhole(one) ? [] : windows, lookback },
        source: asEntities(one, source),
      };
      const rows = sourceRows(of);
      return { source: of.source, columns, rows, mutations: changes(one, source) ? mutationRows(of, rows) : null };
    });
    return { sources };
  });
  const tables: readonly Omit<JoinTable, 'name'>[] = [
    {
      columns: Object.fromEntries(Object.entries(leftAll).filter(([name]) => left.has(name))),
      partitioned: isLeftPartitioned(raw),
      rows: leftRows(place),
    },
    ...given.flatMap(({ sources }) =>
      sources.flatMap(({ source, columns, rows, mutations }) => [
        { columns, partitioned: isPartitioned(source), rows },
        ...(mutations === null
          ? []
          : [
              {
                columns: { ...columns, ...changeColumns[source.named ? 'named' : 'taken'] },
                partitioned: true,
                rows: mutations,
              },
            ]),
      ]),
    ),
  ];
  const named = tables.map((table, index) => ({ ...table, name: `s${index}` }));
  const parts = given.map(({ sources }) =>
    sources.map(({ rows, mutations }) => ({ rows, ...(mutations && { mutations }) })),
  );
  return {
    definition: over((index) => tableOf(named[index] as JoinTable)),
    over,
    tables: named,
    rows: { left: { rows: named[0]?.rows ?? [] }, parts: raw.again ? [...parts, ...parts.slice(0, 1)] : parts },
    start: dayText(start),
    end: dayText(start + raw.length - 1),
    step: raw.step,
  };
};

const asEntities = (one: RawPart, source: RawSource): RawSource =>
  isWhole(one) ? { ...source, kind: 'entities' } : source;

/** Cases of one to three parts, and the first of them a second time; they shrink. */
export const joinCasesOf = (kind: Kind): fc.Arbitrary<JoinCase> => rawJoin(kind).map((raw) => resolved(raw, kind));

/** A case on a few lines: what is null, and columns that are not used, are left out. */
export const showJoinCase = ({ definition, tables, start, end, step }: JoinCase): string => {
  const sourceLine = ({ kind, timeColumn, where, startPartition, endPartition, topic }: Join['left']) =>
    show({
      kind,
      time: timeColumn?.kind === 'column' ? timeColumn.name : null,
      where: where.length > 0,
      startPartition,
      endPartition,
      topic,
    });
  const parts = definition.parts.flatMap(({ features, keys, prefix }) => {
    if (features.kind !== 'group-by') return [];
    const { accuracy, name } = features;
    const by = Object.entries(keys).map(([key, column]) => `${key} = ${column.name}`);
    return [
      `part ${name}: ${show({ accuracy, prefix, by })} ${Object.keys(features.features).join(' ')}`,
      ...features.sources.map((source) => `  ${sourceLine(source)}`),
    ];
  });
  const rows = tables.flatMap(({ name, columns, rows: some }) => [
    `${name}:`,
    ...some.map((row) => {
      const used = Object.entries(row).filter(
        ([column, value]) => (column === 'ds' || column in columns) && value !== null,
      );
      return `  ${show(Object.fromEntries(used))}`;
    }),
  ]);
  const skew = show(definition.skewKeys ?? {});
  return [show({ start, end, step }), `left: ${sourceLine(definition.left)}`, `skew: ${skew}`, ...parts, ...rows].join(
    '\n',
  );
};

/** The days of a case's range. */
export const daysOf = ({ start, end }: Pick<JoinCase, 'start' | 'end'>): readonly string[] => daysBetween(start, end);
