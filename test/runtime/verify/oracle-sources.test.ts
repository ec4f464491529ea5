import { describe, expect, test } from 'vitest';
import {
  attributes,
  boolean,
  count,
  date,
  days,
  double,
  entitySource,
  eventSource,
  groupBy,
  last,
  list,
  long,
  parquet,
  sql,
  string,
  sum,
  timestamp,
} from '#dsl';
import { expectedRows } from '#runtime/verify/oracle';

const table = parquet({
  location: 't',
  columns: { id: string, price: double, tags: list(double), ok: boolean, ts: long, at: timestamp, day: date },
});
const row = (given: Record<string, unknown>) => ({ ds: '2023-12-01', id: 'a', price: 1, ok: true, ...given }) as never;
const only = (rows: readonly { readonly features: Readonly<Record<string, unknown>> }[]) =>
  rows.map(({ features }) => Object.values(features));

describe('event time', () => {
  const by = (timeColumn: 'ts' | 'at' | 'day') =>
    groupBy({
      name: 'g',
      sources: [eventSource({ table, timeColumn })],
      keys: ['id'],
      aggregations: (c) => [last(c.price, { windows: [days(1)] })],
    });

  test('is a long of milliseconds, a timestamp, or the first moment of a date', () => {
    const late = { ts: 1701475199999n, at: '2023-12-01T23:59:59.999999Z', day: '2023-12-01' };
    const next = { ts: 1701475200000n, at: '2023-12-02T00:00:00.000000Z', day: '2023-12-02' };
    for (const column of ['ts', 'at', 'day'] as const) {
      expect(only(expectedRows(by(column), [{ rows: [row(late)] }], '2023-12-01'))).toEqual([[1]]);
      expect(only(expectedRows(by(column), [{ rows: [row(next)] }], '2023-12-01'))).toEqual([]);
      expect(only(expectedRows(by(column), [{ rows: [row({ [column]: null })] }], '2023-12-01'))).toEqual([]);
    }
  });

  test('is the last millisecond of the partition where there is no time column', () => {
    const none = groupBy({
      name: 'g',
      sources: [eventSource({ table })],
      keys: ['id'],
      aggregations: (c) => [sum(c.price, { windows: [days(1), days(2)] })],
    });
    expect(only(expectedRows(none, [{ rows: [row({})] }], '2023-12-01'))).toEqual([[1, 1]]);
    expect(only(expectedRows(none, [{ rows: [row({})] }], '2023-12-02'))).toEqual([[null, 1]]);
    expect(only(expectedRows(none, [{ rows: [row({})] }], '2023-12-03'))).toEqual([]);
  });
});

describe('select and where', () => {
  test('plain columns need no twin', () => {
    const definition = groupBy({
      name: 'g',
      sources: [eventSource({ table, timeColumn: 'ts', select: (c) => ({ cost: c.price }), where: (c) => c.ok })],
      keys: ['id'],
      aggregations: (c) => [sum(c.cost)],
    });
    const rows = [row({ ts: 0n, price: 1 }), row({ ts: 0n, price: 2, ok: false }), row({ ts: 0n, price: 4, ok: null })];
    expect(only(expectedRows(definition, [{ rows }], '2023-12-01'))).toEqual([[1]]);
  });

  test('SQL is refused unless the rows come with a twin', () => {
    const definition = groupBy({
      name: 'g',
      sources: [
        eventSource({
          table,
          timeColumn: sql.long`${1000} * 2`,
          select: (c) => ({ cost: sql.double`${c.price} * 2` }),
          where: (c) => sql`${c.price} > 1`,
        }),
      ],
      keys: ['id'],
      aggregations: (c) => [sum(c.cost)],
    });
    const rows = [row({ price: 1 }), row({ price: 2 }), row({ price: 3 })];
    expect(() => expectedRows(definition, [{ rows }], '2023-12-01')).toThrow(
      expect.objectContaining({ code: 'CHR2151', message: expect.stringContaining('where of source 1 of g') }),
    );
    const twin = (one: Readonly<Record<string, unknown>>) => {
      const price = Number(one['price']);
      return price > 1 ? { row: { ...one, cost: price * 2 } as never, time: 2000n } : null;
    };
    expect(only(expectedRows(definition, [{ rows, twin }], '2023-12-01'))).toEqual([[10]]);
  });
});

describe('entities', () => {
  test('are read from the partition of the day; without a window all its rows count', () => {
    const definition = groupBy({
      name: 'g',
      sources: [entitySource({ table, timeColumn: 'ts' })],
      keys: ['id'],
      aggregations: (c) => [count(c.price), count(c.price, { windows: [days(1)] })],
    });
    const rows = [
      row({ ds: '2023-11-30', ts: 1701388800000n }),
      row({ ts: 1701388800000n }),
      row({ ts: 1701388799999n }),
      row({ ts: 1701475200000n }),
      row({ ts: null }),
      row({ ds: '2023-12-02', ts: 1701388800000n }),
    ];
    expect(only(expectedRows(definition, [{ rows }], '2023-12-01'))).toEqual([[4n, 1n]]);
  });

  const people = (duplicates?: 'latest') =>
    attributes({
      name: 'people',
      source: entitySource({ table, timeColumn: 'ts' }),
      keys: ['id'],
      ...(duplicates && { duplicates }),
    });

  test('without aggregations are taken whole, also with all values null', () => {
    const whole = row({ price: -0, ts: 0n, at: null, day: '2023-12-01' });
    const empty = row({ id: 'b', price: Number.NaN, ok: null, ts: null, at: null, day: null });
    const nobody = row({ id: null });
    expect(expectedRows(people(), [{ rows: [whole, empty, nobody] }], '2023-12-01')).toMatchObject([
      { keys: { id: 'a' }, features: { price: 0, ok: true, at: null, day: '2023-12-01' } },
      { keys: { id: 'b' }, features: { price: null, ok: null, at: null, day: null } },
    ]);
  });

  test("with two rows of a key are an error, or with 'latest' the greatest by time, then by columns, nulls least", () => {
    const rows = [
      row({ ts: 1n, price: null }),
      row({ ts: 1n, price: 2, ok: null }),
      row({ ts: 1n, price: 2, ok: false }),
      row({ ts: 0n, price: 9 }),
    ];
    expect(() => expectedRows(people(), [{ rows }], '2023-12-01')).toThrow(
      expect.objectContaining({ code: 'CHR2152', message: expect.stringContaining('4 rows for key id=a') }),
    );
    expect(expectedRows(people('latest'), [{ rows }], '2023-12-01')).toMatchObject([
      { features: { price: 2, ok: false } },
    ]);
  });
});

describe('what the oracle cannot do', () => {
  test('is refused, never guessed', () => {
    const source = eventSource({ table, timeColumn: 'ts' });
    const buckets = groupBy({
      name: 'g',
      sources: [source],
      keys: ['id'],
      aggregations: (c) => [sum(c.tags, { buckets: [c.id], elementWise: true })],
    });
    const derived = groupBy({
      name: 'g',
      sources: [source],
      keys: ['id'],
      aggregations: (c) => [sum(c.price)],
      derive: (c) => ({ twice: sql.double`${c.g_price_sum} * 2` }),
    });
    for (const definition of [buckets, derived]) {
      expect(() => expectedRows(definition, [{ rows: [] }], '2023-12-01')).toThrow(
        expect.objectContaining({ code: 'CHR2151' }),
      );
    }
    const plain = groupBy({ name: 'g', sources: [source], keys: ['id'], aggregations: (c) => [sum(c.price)] });
    expect(() => expectedRows(plain, [{ rows: [row({ ts: 5 })] }], '2023-12-01')).toThrow(
      expect.objectContaining({ code: 'CHR2150' }),
    );
    expect(() => expectedRows(plain, [], '2023-12-01')).toThrow(expect.objectContaining({ code: 'CHR2151' }));
    expect(() => expectedRows(plain, [{ rows: [] }], '2023-13-01')).toThrow(
      expect.objectContaining({ code: 'CHR2151' }),
    );
  });
});

test('partitions keep the rows with these values, before select and where; null is no value', () => {
  const limited = groupBy({
    name: 'g',
    sources: [eventSource({ table, timeColumn: 'ts', partitions: { id: 'a', ts: 7, ok: false, day: '2023-12-01' } })],
    keys: ['id'],
    aggregations: (c) => [sum(c.price)],
  });
  const rows = [
    { price: 1, ok: false, ts: 7n, day: '2023-12-01' },
    { price: 2, ok: false, ts: 8n, day: '2023-12-01' },
    { price: 4, ok: true, ts: 7n, day: '2023-12-01' },
    { price: 8, ok: null, ts: 7n, day: '2023-12-01' },
    { price: 16, ok: false, ts: 7n, day: '2023-12-02' },
    { price: 32, ok: false, ts: 7n, day: '2023-12-01', id: 'b' },
  ];
  expect(only(expectedRows(limited, [{ rows: rows.map(row) }], '2023-12-01'))).toEqual([[1]]);
});
