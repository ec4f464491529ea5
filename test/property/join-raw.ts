import fc from 'fast-check';
import type { Plain } from '#runtime/verify/value';
import { type Kind, keyNames } from './generated-case.ts';
import { reversible, scalar } from './generated-items.ts';
import { keyValues, nullable } from './generated-values.ts';

// What cases of Joins are drawn from; times are places relative to the case, made times once windows are known.

/** How many different query times, and keys, a case has: few, so that they meet. */
const count = { queries: 5, keys: 4 };

/** Milliseconds to a moment's side. */
const nudge = fc.constantFrom(0, 0, -1, 1);

/** A query time: anywhere in the range and around it, at midnight, at a hop, or none. */
const query = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('any' as const),
      day: fc.integer({ min: 0, max: 2 }),
      of: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      hop: fc.constantFrom(1, 1, 300_000, 3_600_000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('midnight' as const), day: fc.integer({ min: 0, max: 2 }), nudge }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'null' as const }) },
);

const queryIndex = fc.nat({ max: count.queries - 1 });
const keyIndex = fc.nat({ max: count.keys - 1 });

/** When an event is, against the query times: at one, where a window of one starts, before one, or at no time. */
const eventTime = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('tie' as const), query: queryIndex, nudge }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('edge' as const),
      query: queryIndex,
      /** The query time itself, or the midnight before or after it, where snapshots end. */
      at: fc.constantFrom('query' as const, 'before' as const, 'after' as const),
      window: fc.nat({ max: 20 }),
      hop: fc.constantFrom(1, 300_000, 3_600_000, 86_400_000),
      nudge,
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('any' as const),
      query: queryIndex,
      of: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'null' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('beyond' as const), ts: fc.constantFrom(2n ** 63n - 1n, -(2n ** 63n)) }),
  },
);

const sourceRow = (values: fc.Arbitrary<Record<string, Plain>>) =>
  fc.record({
    key: keyIndex,
    time: eventTime,
    micros: fc.constantFrom(0, 0, 1, 999),
    /** Days from the event to its partition; 100 and 101 stand for the edges of the lookback. */
    late: fc.oneof(
      { weight: 3, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: -3, max: 3 }) },
      { weight: 1, arbitrary: fc.constantFrom(100, 100, 101) },
    ),
    ok: fc.constantFrom(true, true, true, false, null),
    values,
  });

/** What changed on a day: rows of the snapshot went or changed, others came; `odd` ones went without having been there. */
const mutation = (values: fc.Arbitrary<Record<string, Plain>>) =>
  fc.record({
    kind: fc.constantFrom('went' as const, 'went' as const, 'changed' as const, 'came' as const, 'odd' as const),
    row: fc.nat({ max: 20 }),
    fresh: sourceRow(values),
    query: queryIndex,
    /** Since the start of the query's day, of its time; 1 is the time itself. */
    of: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1, 1)),
    nudge,
    late: fc.constantFrom(0, 0, 0, 0, 0, 0, 1, -1),
  });

const rowsOf = <T>(one: fc.Arbitrary<T>, usual: number, most: number) => {
  const between = (minLength: number) => fc.array(one, { minLength, maxLength: most, size: '+1' });
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 1, arbitrary: between(0) },
    { weight: 4, arbitrary: between(usual) },
  );
};

const bound = (min: number, max: number) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.integer({ min, max }) });

const source = (values: fc.Arbitrary<Record<string, Plain>>) =>
  fc.record({
    kind: fc.constantFrom('events' as const, 'events' as const, 'entities' as const),
    time: fc.constantFrom('ts' as const, 'ts' as const, 'ts' as const, 'at' as const, 'day' as const, 'none' as const),
    partitioned: fc.constantFrom(true, true, true, true, false),
    topic: fc.constantFrom(false, false, true),
    /** Days from the range's start to the bounds. */
    from: bound(-9, 1),
    to: bound(-2, 3),
    where: fc.constantFrom(false, false, true),
    changes: fc.boolean(),
    /** The columns of a change have names of their own. */
    named: fc.boolean(),
    rows: rowsOf(sourceRow(values), 6, 14),
    mutations: rowsOf(mutation(values), 3, 8),
  });

/** Columns of a part whose rows are taken whole. */
const wholeColumns = ['x_long', 'x_double', 'x_dec', 'x_text', 'x_time', 'l_double', 'm_text', 's_place'] as const;

const part = (kind: Kind, values: fc.Arbitrary<Record<string, Plain>>) =>
  fc.record({
    kind: fc.constantFrom(...Array.from({ length: 6 }, () => 'aggregated' as const), 'whole' as const),
    accuracy: fc.constantFrom(null, null, 'snapshot' as const, 'temporal' as const, 'temporal' as const),
    keyNames: fc.subarray([...keyNames], { minLength: 1, maxLength: 2 }),
    /** By left columns of the same names, or of others. */
    mapped: fc.constantFrom(false, false, true),
    prefix: fc.constantFrom(null, null, 'p'),
    aggregations: fc.oneof(
      { weight: 3, arbitrary: scalar(0) },
      { weight: 4, arbitrary: scalar(1) },
      { weight: 2, arbitrary: kind.aggregations },
    ),
    reversible,
    columns: fc.subarray([...wholeColumns], { minLength: 1, maxLength: 3 }),
    duplicates: fc.constantFrom('latest' as const, 'latest' as const, 'latest' as const, 'error' as const),
    sources: fc.array(source(values), { minLength: 1, maxLength: 2 }),
  });

const leftRow = fc.record({
  key: keyIndex,
  other: keyIndex,
  query: queryIndex,
  nudge,
  /** Days from the row's time to its partition. */
  late: fc.constantFrom(0, 0, 0, 1, 2, -1, -2),
  copies: fc.constantFrom(1, 1, 1, 2),
  ok: nullable(fc.boolean()),
  pay: fc.constantFrom(1n, 2n, null),
});

/** Left columns, of those that fill keys, and which of the keys' values, null among them, are of no interest. */
const skewed = fc.record({
  column: fc.nat({ max: 7 }),
  values: fc.array(keyIndex, { minLength: 1, maxLength: 3 }),
});
const skew = fc.oneof(
  { weight: 2, arbitrary: fc.array(skewed, { maxLength: 0 }) },
  { weight: 1, arbitrary: fc.array(skewed, { minLength: 1, maxLength: 3 }) },
);

/** One draw; `again` puts the first part a second time, by other left columns. */
export const rawJoin = (kind: Kind) =>
  kind.values.chain((values) =>
    fc.record({
      base: fc.constantFrom(...kind.bases),
      length: fc.constantFrom(...kind.lengths),
      step: fc.constantFrom(1, 2, 30),
      keys: fc.array(keyValues, { minLength: count.keys, maxLength: count.keys }),
      queries: fc.array(query, { minLength: count.queries, maxLength: count.queries }),
      left: fc.record({
        kind: fc.constantFrom('events' as const, 'events' as const, 'events' as const, 'entities' as const),
        time: fc.constantFrom('ts' as const, 'ts' as const, 'at' as const),
        where: fc.constantFrom(false, false, false, true),
        partitioned: fc.constantFrom(true, true, true, true, false),
        /** Without partitions: rows without a time, which are errors. */
        untimed: fc.constantFrom(false, false, false, false, true),
        rows: rowsOf(leftRow, 6, 10),
      }),
      parts: fc.array(part(kind, values), { minLength: 1, maxLength: 3 }),
      again: fc.constantFrom(false, false, false, true),
      skew,
    }),
  );

type Drawn<T> = T extends fc.Arbitrary<infer One> ? One : never;
export type RawJoin = Drawn<ReturnType<typeof rawJoin>>;
export type RawPart = RawJoin['parts'][number];
export type RawSource = RawPart['sources'][number];
export type RawRow = RawSource['rows'][number];
export type RawMutation = RawSource['mutations'][number];
