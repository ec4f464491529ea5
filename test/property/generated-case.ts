import fc from 'fast-check';
import {
  type Definition,
  date,
  days,
  entitySource,
  eventSource,
  type GroupBy,
  groupBy,
  hours,
  minutes,
  parquet,
  type Row,
  type Window,
} from '#dsl';
import type { InputRow, Plain } from '#runtime/verify/value';
import { built, exactOf, type Written } from './built.ts';
import { columns, inputValues, isoMicros, keyValues, nullable } from './generated-values.ts';

/** A GroupBy, the rows of each of its sources, and a range of days to compute in steps. */
export type Case = {
  readonly definition: GroupBy;
  /** The same definition over other tables of the same columns. */
  readonly over: (table: (index: number) => Definition) => GroupBy;
  readonly sources: readonly { readonly partitioned: boolean; readonly rows: readonly InputRow[] }[];
  readonly start: string;
  readonly end: string;
  readonly step: number;
  /** In how many parts the keys are computed. */
  readonly slices: number;
};

export const dayMs = 86_400_000;
export const dayText = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);
export const dayOf = (ms: number): number => Math.floor(ms / dayMs);
export const allWindows: readonly Window[] = [
  ...[minutes(1), minutes(5), minutes(7), minutes(719), minutes(725), minutes(750)],
  ...[hours(1), hours(11), hours(12), hours(13), hours(36), hours(300)],
  ...[days(1), days(2), days(3), days(7), days(11), days(12), days(13), days(30)],
];
export const lengthOf = ({ unit, length }: Window): number => length * { m: 60_000, h: 3_600_000, d: dayMs }[unit];

const numeric = ['x_long', 'x_double', 'x_dec'] as const;
const every = [...numeric, 'x_limit', 'x_text', 'x_bool', 'x_date', 'x_time'] as const;
const moments = [...numeric, 'x_limit' as const];
const takes = {
  sum: [...numeric, 'x_bool'],
  average: [...numeric, 'x_limit'],
  variance: moments,
  stddev: moments,
  count: every,
  min: every,
  max: every,
  first: every,
  last: every,
} as const;

const aggregation = (windows: readonly Window[]): fc.Arbitrary<Written> =>
  fc
    .constantFrom(...(Object.keys(takes) as (keyof typeof takes)[]))
    .chain((operation) =>
      fc.record({ operation: fc.constant(operation), column: fc.constantFrom<string>(...takes[operation]) }),
    )
    .chain(({ operation, column }) =>
      fc.record({
        operation: fc.constant(operation),
        column: fc.constant(column),
        exact: exactOf(operation, column),
        windows: fc.subarray([...windows], { maxLength: 3 }),
        windowEdge: fc.constantFrom('sawtooth' as const, 'sawtooth' as const, 'exact' as const),
      }),
    );

/** What cases are made of, beside sources and times. */
export type Kind = {
  readonly columns: Row;
  readonly aggregations: fc.Arbitrary<readonly Written[]>;
  /** The values of a row, by column; one for a case, so that rows may have something in common. */
  readonly values: fc.Arbitrary<fc.Arbitrary<Record<string, Plain>>>;
  readonly bases: readonly string[];
  readonly lengths: readonly number[];
  readonly rows: { readonly usual: number; readonly most: number };
  readonly keys: number;
};

type Moment =
  | { readonly kind: 'null' }
  | { readonly kind: 'beyond'; readonly ts: bigint }
  | { readonly kind: 'any'; readonly fraction: number }
  | { readonly kind: 'edge'; readonly day: number; readonly of: number; readonly hop: number; readonly nudge: number };

/** When an event is: anywhere, or within a millisecond of where a window of some output day starts or ends. */
const moment: fc.Arbitrary<Moment> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('any' as const), fraction: fc.double({ min: 0, max: 1, noNaN: true }) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('edge' as const),
      day: fc.nat({ max: 4 }),
      of: fc.nat({ max: 20 }),
      hop: fc.constantFrom(1, 300_000, 3_600_000, dayMs),
      nudge: fc.constantFrom(0, -1, 1),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'null' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('beyond' as const), ts: fc.constantFrom(2n ** 63n - 1n, -(2n ** 63n)) }),
  },
);

const rowOfCase = (kind: Kind, values: fc.Arbitrary<Record<string, Plain>>) =>
  fc.record({
    key: fc.nat({ max: kind.keys - 1 }),
    moment: fc.nat({ max: 5 }),
    micros: fc.constantFrom(0, 0, 1, 999),
    /** Days from the event to its partition; 100 and 101 stand for the edges of the lookback. */
    late: fc.oneof(
      { weight: 3, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: -4, max: 4 }) },
      { weight: 1, arbitrary: fc.constantFrom(100, 100, 101) },
    ),
    ok: nullable(fc.boolean()),
    values,
  });

/** Mostly enough for a value; a case still shrinks to a few rows. */
const rowsOfCase = (kind: Kind, values: fc.Arbitrary<Record<string, Plain>>) => {
  const between = (minLength: number) =>
    fc.array(rowOfCase(kind, values), { minLength, maxLength: kind.rows.most, size: '+1' });
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 1, arbitrary: between(0) },
    { weight: 3, arbitrary: between(kind.rows.usual) },
  );
};

const sourceOfCase = (kind: Kind, values: fc.Arbitrary<Record<string, Plain>>) =>
  fc.record({
    kind: fc.constantFrom('events' as const, 'events' as const, 'events' as const, 'entities' as const),
    time: fc.constantFrom('ts' as const, 'ts' as const, 'at' as const, 'day' as const, 'none' as const),
    partitioned: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    /** Days from the range's start to the bounds. */
    from: fc.oneof(
      { weight: 3, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.integer({ min: -9, max: 2 }) },
    ),
    to: fc.oneof(
      { weight: 3, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.integer({ min: -2, max: 4 }) },
    ),
    where: fc.constantFrom(false, false, true),
    rows: rowsOfCase(kind, values),
  });

export const keyNames = ['k_text', 'k_word', 'k_long', 'k_bool', 'k_date', 'k_dec'] as const;

const raw = (kind: Kind) =>
  kind.values.chain((values) =>
    fc.record({
      base: fc.constantFrom(...kind.bases),
      length: fc.constantFrom(...kind.lengths),
      step: fc.constantFrom(1, 3, 30),
      slices: fc.constantFrom(1, 2, 2, 3),
      keyNames: fc.subarray([...keyNames], { minLength: 1, maxLength: 3 }),
      keys: fc.array(keyValues, { minLength: kind.keys, maxLength: kind.keys }),
      moments: fc.array(moment, { minLength: 6, maxLength: 6 }),
      aggregations: kind.aggregations,
      sources: fc.array(sourceOfCase(kind, values), { minLength: 1, maxLength: 2 }),
    }),
  );
type Raw = ReturnType<typeof raw> extends fc.Arbitrary<infer T> ? T : never;
type RawSource = Raw['sources'][number];
type RawRow = RawSource['rows'][number];

const resolved = (one: Raw, { columns: all }: Kind): Case => {
  const start = Date.parse(`${one.base}T00:00:00Z`) / dayMs;
  const lengths = one.aggregations.flatMap(({ windows: some }) => some.map(lengthOf));
  const lookback = Math.ceil(Math.max(dayMs, ...lengths) / dayMs);
  const place: Place = { raw: one, start, lengths, lookback };
  const over: Case['over'] = (table) =>
    groupBy({
      name: 'g',
      sources: one.sources.map((source, index) => sourceOf(source, table(index), start)) as never,
      keys: one.keyNames as never,
      aggregations: ((c: Record<string, never>) => one.aggregations.map((written) => built(written, c))) as never,
    }) as never;
  const whole = over((index) => tableOf(`s${index}`, { partitioned: true, columns: all }));
  const mentioned = usedColumns(whole);
  const used = Object.fromEntries(Object.entries(all).filter(([name]) => mentioned.has(name)));
  return {
    definition: over((index) =>
      tableOf(`s${index}`, { partitioned: isPartitioned(one.sources[index]), columns: used }),
    ),
    over,
    sources: one.sources.map((source) => ({
      partitioned: isPartitioned(source),
      rows: source.rows.map((given) => rowOf(given, place, source)),
    })),
    start: dayText(start),
    end: dayText(start + one.length - 1),
    step: one.step,
    slices: one.slices,
  };
};

/** A table without partitions needs times, and entities are read by partition. */
const isPartitioned = (source: RawSource | undefined): boolean =>
  source === undefined || source.partitioned || source.time === 'none' || source.kind === 'entities';

/** A generated table of that name; with partitions by its column ds. */
export const tableOf = (
  location: string,
  { partitioned, columns: some = columns }: { readonly partitioned: boolean; readonly columns?: Row },
): Definition =>
  parquet({
    location,
    columns: { ...some, ...(partitioned && { ds: date }) },
    ...(partitioned && { partitionColumn: 'ds' }),
  });

/** The columns of its sources that a definition mentions. */
export const usedColumns = ({ keyNames, aggregations, sources }: GroupBy): ReadonlySet<string> =>
  new Set([
    ...keyNames,
    ...aggregations.flatMap((one) => [one.column.name, ...one.buckets.map((bucket) => bucket.name)]),
    ...sources.flatMap(({ timeColumn }) => (timeColumn?.kind === 'column' ? [timeColumn.name] : [])),
    ...sources.flatMap(({ where }) => (where.length === 0 ? [] : ['ok'])),
  ]);

type Place = {
  readonly raw: Raw;
  readonly start: number;
  readonly lengths: readonly number[];
  readonly lookback: number;
};

const timeOf = (given: Moment, { raw: one, start, lengths, lookback }: Place): number | bigint | null => {
  switch (given.kind) {
    case 'null':
      return null;
    case 'beyond':
      return given.ts;
    case 'any':
      // More of them late: a short window is to see some as well.
      return Math.floor((start + one.length + 1 - given.fraction ** 2 * (lookback + 3)) * dayMs);
    case 'edge': {
      const end = (start + (given.day % one.length) + 1) * dayMs;
      const length = given.of === 0 ? undefined : lengths[given.of % Math.max(1, lengths.length)];
      return Math.floor((end - (length ?? 0)) / given.hop) * given.hop + given.nudge;
    }
  }
};

const rowOf = (given: RawRow, place: Place, source: RawSource): InputRow => {
  const { raw: one, start, lookback } = place;
  const time = timeOf(one.moments[given.moment] ?? { kind: 'null' }, place);
  const happened = typeof time === 'number' ? dayOf(time) : start;
  const late = given.late >= 100 ? 99 - given.late - lookback : given.late;
  return {
    ds: isPartitioned(source) ? dayText(happened + late) : null,
    ...(one.keys[given.key] as Record<string, Plain>),
    ...given.values,
    ts: time === null ? null : BigInt(time),
    at: typeof time === 'number' ? isoMicros(time, given.micros) : null,
    day: typeof time === 'number' ? dayText(happened) : null,
    ok: given.ok,
  };
};

const sourceOf = (source: RawSource, table: Definition, start: number): unknown => {
  const to = source.to !== null && source.from !== null && source.to < source.from ? null : source.to;
  const { kind } = source;
  const time = kind === 'entities' && source.time === 'none' ? 'ts' : source.time;
  const build = (kind === 'events' ? eventSource : entitySource) as (config: never) => unknown;
  return build({
    table,
    ...(time !== 'none' && { timeColumn: time }),
    ...(source.from !== null && { startPartition: dayText(start + source.from) }),
    ...(to !== null && { endPartition: dayText(start + to) }),
    ...(source.where && { where: (c: { readonly ok: never }) => c.ok }),
  } as never);
};

/** Cases of one or two sources; they shrink. */
export const casesOf = (kind: Kind): fc.Arbitrary<Case> => raw(kind).map((one) => resolved(one, kind));

/** Scalars, with up to 30 rows a source. */
export const generatedCases = (windows: readonly Window[] = allWindows): fc.Arbitrary<Case> =>
  casesOf({
    columns,
    aggregations: fc.uniqueArray(aggregation(windows), {
      minLength: 1,
      maxLength: 4,
      selector: (one) => `${one.operation} ${one.column} ${one.windowEdge}`,
    }),
    values: fc.constant(inputValues),
    bases: ['2023-12-10', '2023-12-10', '2024-02-28', '1970-01-01', '1955-03-01'],
    lengths: [1, 1, 2, 4],
    rows: { usual: 0, most: 30 },
    keys: 5,
  });

/** A case on a few lines: what is null is left out. */
export const showCase = ({ definition, sources, start, end, step, slices }: Case): string => {
  const used = new Set([...usedColumns(definition), 'ds']);
  const lines = definition.sources.flatMap(({ kind, timeColumn, where, startPartition, endPartition }, index) => {
    const time = timeColumn?.kind === 'column' ? timeColumn.name : null;
    const rows = sources[index]?.rows ?? [];
    return [
      `source ${index}: ${show({ kind, time, where: where.length > 0, startPartition, endPartition })}`,
      ...rows.map(
        (row) =>
          `  ${show(Object.fromEntries(Object.entries(row).filter(([name, value]) => used.has(name) && value !== null)))}`,
      ),
    ];
  });
  return [
    `keys ${definition.keyNames}`,
    Object.keys(definition.features).join(' '),
    show({ start, end, step, slices }),
    ...lines,
  ].join('\n');
};

/** A value on one line. */
export const show = (value: unknown): string =>
  JSON.stringify(value, (_key, one) =>
    typeof one === 'bigint' ? `${one}n` : typeof one === 'number' ? String(one) : one instanceof Map ? [...one] : one,
  );
