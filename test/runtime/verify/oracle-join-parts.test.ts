import { describe, expect, test } from 'vitest';
import {
  attributes,
  boolean,
  days,
  entitySource,
  eventSource,
  externalSource,
  groupBy,
  join,
  last,
  lastK,
  long,
  parquet,
  part,
  sql,
  string,
  sum,
} from '#dsl';
import { expectedJoin, type JoinRows } from '#runtime/verify/oracle-join';
import {
  at,
  bought,
  events,
  joined,
  leftEntities,
  leftEvents,
  purchase,
  purchases,
  queries,
  query,
} from './purchases-beside-queries.ts';

describe('keys', () => {
  const pair = { a: string, b: long, price: long, ts: long };
  const features = groupBy({
    name: 'g',
    sources: [eventSource({ table: parquet({ location: 'p', columns: pair }), timeColumn: 'ts' })],
    keys: ['a', 'b'],
    aggregations: (c) => [sum(c.price)],
  });
  const left = eventSource({
    table: parquet({ location: 'q', columns: { a: string, number: long, ts: long } }),
    timeColumn: 'ts',
  });
  const set = join({ name: 'set', left, parts: (c) => [part(features, { a: c.a, b: c.number }, { prefix: 'p' })] });
  const row = (a: string | null, b: bigint | null, price: bigint) => ({
    ds: '2023-12-09',
    a,
    b,
    price,
    ts: at('09 12:00'),
  });
  const ask = (a: string | null, number: bigint | null) => ({ ds: '2023-12-10', a, number, ts: at('10 12:00') });

  test('are compared column by column, null equals null, a key of nulls only is none; other names and a prefix', () => {
    const rows = [
      row('x', 1n, 1n),
      row('x', null, 10n),
      row(null, 1n, 100n),
      row(null, null, 1_000n),
      row('x', null, 10n),
    ];
    const given = {
      left: { rows: [ask('x', 1n), ask('x', null), ask(null, 1n), ask(null, null), ask('null', 1n)] },
      parts: [[{ rows }]],
    };
    const found = expectedJoin(set as never, given, '2023-12-10');
    expect(found.map((one) => one.features)).toEqual([
      { p_g_price_sum: 1n },
      { p_g_price_sum: 20n },
      { p_g_price_sum: 100n },
      { p_g_price_sum: null },
      { p_g_price_sum: null },
    ]);
  });
});

describe('several sources and parts', () => {
  test('events and entities of one part, each by its own rule', () => {
    const entities = entitySource({ table: purchases, timeColumn: 'ts' });
    const features = (accuracy: 'snapshot' | 'temporal') =>
      groupBy({
        name: 'g',
        sources: [events, entities],
        keys: ['id'],
        aggregations: (c) => [sum(c.price), lastK(c.price, { k: 3, windows: [days(1)] })],
        accuracy,
      });
    const set = (accuracy: 'snapshot' | 'temporal') =>
      join({ name: 'set', left: leftEvents, parts: (left) => [part(features(accuracy), left)] });
    const parts = [
      [
        { rows: [purchase('08 12:00', 1), purchase('10 06:00', 10)] },
        {
          rows: [
            purchase('09 12:00', 100),
            purchase('08 12:00', 1_000),
            purchase('09 08:00', 10_000, { ds: '2023-12-10' }),
          ],
        },
      ],
    ];
    const left = { rows: [query('10 12:30')] };
    expect(joined(set('snapshot'), { left, parts }, '10')).toEqual([[101n, [100n]]]);
    expect(joined(set('temporal'), { left, parts }, '10')).toEqual([[111n, [10n, 100n]]]);
  });

  const people = (duplicates?: 'latest') =>
    attributes({
      name: 'people',
      source: entitySource({ table: parquet({ location: 'u', columns: { id: string, city: string, ts: long } }) }),
      keys: ['id'],
      ...(duplicates && { duplicates }),
    });
  const living = (ds: string, city: string | null, id = 'a') => ({ ds: `2023-12-${ds}`, id, city, ts: null });

  test('rows taken whole: of the day before for events, of the day for entities; errors are of keys that are asked', () => {
    const rows = [living('09', 'Rome'), living('10', 'Bonn'), living('09', 'Paris', 'b'), living('09', 'Oslo', 'b')];
    const beside = (left: typeof leftEvents) => join({ name: 'set', left, parts: (c) => [part(people(), c)] });
    expect(joined(beside(leftEvents), { left: { rows: [query('10 12:00')] }, parts: [[{ rows }]] }, '10')).toEqual([
      ['Rome'],
    ]);
    const both = join({ name: 'set', left: leftEntities, parts: (c) => [part(people(), c)] });
    expect(joined(both, { left: { rows: [{ ds: '2023-12-10', id: 'a' }] }, parts: [[{ rows }]] }, '10')).toEqual([
      ['Bonn'],
    ]);
    const doubled = { left: { rows: [query('10 12:00', { id: 'b' })] }, parts: [[{ rows }]] };
    expect(() => joined(beside(leftEvents), doubled, '10')).toThrow(
      expect.objectContaining({ code: 'CHR2152', message: expect.stringContaining('id=b') }),
    );
    const latest = join({ name: 'set', left: leftEvents, parts: (c) => [part(people('latest'), c)] });
    expect(joined(latest, doubled, '10')).toEqual([['Paris']]);
  });

  test('rows taken whole have no window to be cut at: temporal or not, they are those of the day before', () => {
    const rows = [{ ...living('09', 'Rome'), ts: at('10 18:00') }];
    const now = { ...people(), accuracy: 'temporal' } as unknown as ReturnType<typeof people>;
    const set = join({ name: 'set', left: leftEvents, parts: (c) => [part(now, c)] });
    expect(joined(set, { left: { rows: [query('10 12:00')] }, parts: [[{ rows }]] }, '10')).toEqual([['Rome']]);
  });

  test('parts of their own accuracy side by side, one twice under a prefix', () => {
    const spend = <const N extends string>(name: N, accuracy: 'snapshot' | 'temporal') =>
      groupBy({ name, sources: [events], keys: ['id'], aggregations: (c) => [last(c.price)], accuracy });
    const left = eventSource({
      table: parquet({ location: 'q', columns: { id: string, other: string, ts: long } }),
      timeColumn: 'ts',
    });
    const [slow, fast] = [spend('slow', 'snapshot'), spend('fast', 'temporal')];
    const set = join({
      name: 'set',
      left,
      parts: (c) => [part(slow, c), part(fast, c), part(fast, { id: c.other }, { prefix: 'other' })],
    });
    const rows = [{ rows: [purchase('09 12:00', 1), purchase('10 06:00', 2), purchase('10 06:00', 3, { id: 'b' })] }];
    const given = { left: { rows: [query('10 12:00', { other: 'b' })] }, parts: [rows, rows, rows] };
    expect(expectedJoin(set as never, given, '2023-12-10').map(({ features }) => features)).toEqual([
      { slow_price_last: 1n, fast_price_last: 2n, other_fast_price_last: 3n },
    ]);
  });
});

describe('derive', () => {
  const spend = groupBy({
    name: 'g',
    sources: [events],
    keys: ['id'],
    aggregations: (c) => [sum(c.price)],
    derive: (c) => ({ half: sql.double`coalesce(${c.g_price_sum}, 0) / 2` }),
    keep: 'derived',
  });
  const set = join({
    name: 'set',
    left: leftEvents,
    parts: (c) => [part(spend, c)],
    derive: (c) => ({ same: c.half, third: sql.double`${c.half} / 3` }),
  });
  const rows = {
    left: { rows: [query('10 12:00'), query('10 12:00', { id: 'b' })] },
    parts: [[{ rows: [purchase('09 12:00', 6)] }]],
  };

  test('is refused where it is SQL without a twin, and evaluated by one', () => {
    expect(() => joined(set, rows, '10')).toThrow(
      expect.objectContaining({
        code: 'CHR2151',
        message: expect.stringContaining('g: the oracle cannot evaluate derive.half'),
      }),
    );
    const half = (row: Readonly<Record<string, unknown>>) => ({ half: Number(row['g_price_sum']) / 2 });
    expect(() => joined(set, { ...rows, derive: { parts: [half] } }, '10')).toThrow(
      expect.objectContaining({
        code: 'CHR2151',
        message: expect.stringContaining('set: the oracle cannot evaluate derive.third'),
      }),
    );
    const third = (row: Readonly<Record<string, unknown>>) => ({
      same: row['half'] as number | null,
      third: row['half'] === null ? null : Number(row['half']) / 3,
    });
    const found = expectedJoin(set as never, { ...rows, derive: { parts: [half], join: third } }, '2023-12-10');
    // A key without any value has no row of which something could be derived.
    expect(found.map(({ features }) => features)).toEqual([
      { half: 3, same: 3, third: 1 },
      { half: null, same: null, third: null },
    ]);
    expect(found[0]?.tolerances['third']).toBe(1e-9);
  });
});

describe('what the oracle cannot do', () => {
  const spend = groupBy({ name: 'g', sources: [events], keys: ['id'], aggregations: (c) => [sum(c.price)] });
  const empty = { left: { rows: [] }, parts: [[{ rows: [] }]] };
  const refusal = (definition: unknown, rows: JoinRows, ds = '10') => {
    try {
      return joined(definition, rows, ds);
    } catch (error) {
      return { code: (error as { code?: string }).code, message: (error as Error).message };
    }
  };
  const code = 'CHR2151';
  const of = (features: unknown) =>
    join({ name: 'set', left: leftEvents, parts: (c) => [part(features as typeof spend, c)] });

  test.each([
    ['a day that is none', of(spend), empty, '32', 'the partition 2023-12-32'],
    ['a part without rows', of(spend), { ...empty, parts: [] }, '10', 'part 1 without its rows'],
    ['a source without rows', of(spend), { ...empty, parts: [[]] }, '10', 'source 1 without its rows'],
    [
      'left events without time',
      join({ name: 'set', left: eventSource({ table: queries }), parts: (c) => [part(spend, c)] }),
      empty,
      '10',
      'left events without timeColumn',
    ],
    [
      'temporal events without time',
      of(
        groupBy({
          name: 'g',
          sources: [eventSource({ table: purchases })],
          keys: ['id'],
          aggregations: (c) => [sum(c.price)],
          accuracy: 'temporal',
        }),
      ),
      empty,
      '10',
      'temporal accuracy without timeColumn',
    ],
    [
      'a cumulative source',
      of(
        groupBy({
          name: 'g',
          sources: [eventSource({ table: purchases, timeColumn: 'ts', isCumulative: true })],
          keys: ['id'],
          aggregations: (c) => [sum(c.price)],
        }),
      ),
      empty,
      '10',
      'isCumulative of source 1 of g',
    ],
    [
      'features of another system',
      join({
        name: 'set',
        left: leftEvents,
        parts: (c) => [part(externalSource({ name: 'risk', keys: { id: string }, features: { score: long } }), c)],
      }),
      empty,
      '10',
      'a part of kind external-source',
    ],
    [
      'whole rows that change',
      join({
        name: 'set',
        left: leftEvents,
        parts: (c) => [
          part(
            attributes({
              name: 'p',
              source: entitySource({
                table: purchases,
                mutationTable: parquet({
                  location: 'm',
                  columns: { ...bought, mutation_ts: long, is_before: boolean },
                }),
              }),
              keys: ['id'],
            }),
            c,
          ),
        ],
      }),
      empty,
      '10',
      'rows taken whole of entities that change',
    ],
  ])('%s is refused, never guessed', (_, definition, rows, ds, what) => {
    expect(refusal(definition, rows as JoinRows, ds)).toEqual({ code, message: expect.stringContaining(what) });
  });
});
