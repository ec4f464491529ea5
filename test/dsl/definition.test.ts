import { describe, expect, test } from 'vitest';
import {
  attributes,
  bootstrapPart,
  count,
  csv,
  type Definition,
  date,
  days,
  double,
  entitySource,
  eventSource,
  externalSource,
  groupBy,
  hours,
  isDefinition,
  join,
  json,
  labelPart,
  last,
  long,
  minutes,
  parquet,
  part,
  sql,
  stagingQuery,
  string,
  sum,
  timestamp,
} from '#dsl';

const raw = parquet({
  location: 's3://b/*.parquet',
  columns: { user_id: string, price: double, ts: timestamp },
  dayColumn: 'ts',
});
const staged = stagingQuery({
  name: 'staged',
  query: sql`SELECT * FROM ${raw}`,
  columns: { user_id: string, price: double, ts: long },
  startPartition: '2023-12-01',
  lookback: days(2),
  setups: ['SET x = 1'],
  owner: 'shop',
});
const source = eventSource({
  table: staged,
  timeColumn: 'ts',
  select: (c) => ({ big: sql.boolean`${c.price} > 100`, price: sql.long`CAST(${c.price} AS BIGINT)` }),
  where: (c) => sql`${c.price} > 0`,
  startPartition: '2023-12-01',
  missing: 'empty',
});
const spend = groupBy({
  name: 'spend',
  sources: [source],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price, { windows: [days(1), hours(36)] }), count(c.big)],
  derive: (c) => ({ half: sql.double`${c.spend_price_sum_1d} / 2` }),
  online: true,
  tags: { tier: 'gold' },
});
const users = parquet({ location: 'u', columns: { user_id: string, age: long, born: date, ts: long, ds: date } });
const user = attributes({
  name: 'user',
  source: entitySource({ table: users }),
  keys: ['user_id'],
  duplicates: 'latest',
});

const frozenThroughout = (value: unknown): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (Object.isFrozen(value) && Object.values(value).every(frozenThroughout));

describe('definitions', () => {
  test('external tables', () => {
    expect(raw).toEqual({
      kind: 'external',
      format: 'parquet',
      location: 's3://b/*.parquet',
      columns: { user_id: 'string', price: 'double', ts: 'timestamp' },
      dayColumn: 'ts',
    });
    expect([csv, json].map((of) => of({ location: 'x', columns: {}, partitionColumn: 'ds' }))).toEqual([
      { kind: 'external', format: 'csv', location: 'x', columns: {}, partitionColumn: 'ds' },
      { kind: 'external', format: 'json', location: 'x', columns: {}, partitionColumn: 'ds' },
    ]);
  });

  test('a staging query has a partition besides its columns', () => {
    expect(staged).toEqual({
      kind: 'staging-query',
      name: 'staged',
      query: { kind: 'sql', type: null, text: ['SELECT * FROM ', ''], holes: [raw] },
      columns: { user_id: 'string', price: 'double', ts: 'long', ds: 'date' },
      startPartition: '2023-12-01',
      lookback: { kind: 'window', window: '2d', unit: 'd', length: 2 },
      setups: ['SET x = 1'],
      owner: 'shop',
    });
  });

  test('a source has its columns after select', () => {
    const price = { kind: 'column', name: 'price', type: 'double' };
    expect(source).toEqual({
      kind: 'events',
      table: staged,
      columns: { user_id: 'string', ts: 'long', ds: 'date', big: 'boolean', price: 'long' },
      select: {
        big: { kind: 'sql', type: 'boolean', text: ['', ' > 100'], holes: [price] },
        price: { kind: 'sql', type: 'long', text: ['CAST(', ' AS BIGINT)'], holes: [price] },
      },
      where: [{ kind: 'sql', type: null, text: ['', ' > 0'], holes: [price] }],
      timeColumn: { kind: 'column', name: 'ts', type: 'long' },
      startPartition: '2023-12-01',
      missing: 'empty',
    });
  });

  test('a time column may be an expression, conditions may be several', () => {
    const many = eventSource({
      table: staged,
      timeColumn: sql.timestamp`epoch(ts)`,
      where: (c) => [sql`${c.price} > 0`, sql.boolean`true`],
    });
    expect(many.timeColumn).toMatchObject({ kind: 'sql', type: 'timestamp', text: ['epoch(ts)'] });
    expect(many.where).toHaveLength(2);
    expect(many.columns).toEqual(staged.columns);
  });

  test('a group by', () => {
    const { aggregations, derive, ...rest } = spend;
    expect(rest).toEqual({
      kind: 'group-by',
      name: 'spend',
      sources: [source],
      keys: { user_id: 'string' },
      keyNames: ['user_id'],
      features: { spend_price_sum_1d: 'long', spend_price_sum_36h: 'long', spend_big_count: 'long', half: 'double' },
      columns: {
        user_id: 'string',
        spend_price_sum_1d: 'long',
        spend_price_sum_36h: 'long',
        spend_big_count: 'long',
        half: 'double',
        ds: 'date',
      },
      online: true,
      tags: { tier: 'gold' },
    });
    expect(aggregations[0]).toEqual({
      kind: 'aggregation',
      operation: 'sum',
      column: { kind: 'column', name: 'price', type: 'long' },
      windows: [
        { kind: 'window', window: '1d', unit: 'd', length: 1 },
        { kind: 'window', window: '36h', unit: 'h', length: 36 },
      ],
      buckets: [],
      elementWise: false,
      windowEdge: 'sawtooth',
      k: null,
      percentiles: null,
      exact: null,
      names: ['price_sum_1d', 'price_sum_36h'],
      type: 'long',
    });
    expect(derive?.['half']).toMatchObject({ type: 'double', holes: [{ name: 'spend_price_sum_1d', type: 'long' }] });
  });

  test('attributes take columns whole, without time and partition', () => {
    expect(user).toMatchObject({ kind: 'group-by', keyNames: ['user_id'], aggregations: [], duplicates: 'latest' });
    expect(user.features).toEqual({ age: 'long', born: 'date' });
    expect(Object.keys(user.columns)).toEqual(['user_id', 'age', 'born', 'ds']);
  });

  test('windows', () => {
    expect([minutes(5), hours(36), days(7)]).toEqual([
      { kind: 'window', window: '5m', unit: 'm', length: 5 },
      { kind: 'window', window: '36h', unit: 'h', length: 36 },
      { kind: 'window', window: '7d', unit: 'd', length: 7 },
    ]);
  });
});

describe('joins', () => {
  const checkouts = csv({ location: 'c', columns: { id: string, user_id: string, seller: string, ts: long } });
  const risk = externalSource({ name: 'risk', keys: { user_id: string }, features: { score: long } });
  const churn = groupBy({
    name: 'churn',
    sources: [entitySource({ table: users })],
    keys: ['user_id'],
    aggregations: (c) => [last(c.age)],
  });
  const logged = parquet({ location: 'l', columns: { id: string, user_id: string, age: long } });
  const set = join({
    name: 'set',
    left: eventSource({ table: checkouts, timeColumn: 'ts' }),
    parts: (left) => [
      part(user, left),
      part(spend, { user_id: left.seller }, { prefix: 'seller', tags: { a: 'b' } }),
      part(risk, left),
    ],
    derive: (c) => ({ older: sql.long`${c.age} + 1` }),
    labels: (left) => [labelPart(churn, left, { from: days(1), to: days(30) })],
    bootstrap: (out) => [bootstrapPart(out, logged, ['id', 'user_id'])],
    rowIds: ['id'],
  });

  test('columns are the left ones, the features, and the partition', () => {
    expect(set.features).toEqual({
      age: 'long',
      born: 'date',
      seller_spend_price_sum_1d: 'long',
      seller_spend_price_sum_36h: 'long',
      seller_spend_big_count: 'long',
      seller_half: 'double',
      ext_risk_score: 'long',
      older: 'long',
    });
    expect(Object.keys(set.columns)).toEqual(['id', 'user_id', 'seller', 'ts', ...Object.keys(set.features), 'ds']);
    expect(set.keys).toEqual({ user_id: 'string', seller: 'string' });
    expect(set.labelColumns).toEqual({ label_churn_age_last: 'long' });
    expect(set.rowIds).toEqual(['id']);
  });

  test('a part keeps its definition, which left column fills each key, and its prefix', () => {
    const seller = { kind: 'column', name: 'seller', type: 'string' };
    expect(set.parts[0]).toMatchObject({ kind: 'part', prefix: null, left: { user_id: 'string' } });
    expect(Object.keys(set.parts[0]?.keys ?? {})).toEqual(['user_id']);
    expect(set.parts[1]).toMatchObject({ keys: { user_id: seller }, prefix: 'seller', tags: { a: 'b' } });
    expect(set.parts[1]?.features).toBe(spend);
    expect(set.labels[0]).toMatchObject({ kind: 'label-part', prefix: 'label', from: days(1), to: days(30) });
    expect(set.bootstrap).toEqual([{ kind: 'bootstrap-part', table: logged, on: ['id', 'user_id'] }]);
  });

  test('whatever is made is frozen, is plain JSON and is told from other exports', () => {
    const all: readonly Definition[] = [raw, staged, spend, user, set];
    for (const definition of all) {
      expect(frozenThroughout(definition), definition.kind).toBe(true);
      expect(JSON.parse(JSON.stringify(definition))).toEqual(definition);
    }
    expect([...all, source, days(1), { kind: 'join' }, null, 'join'].map(isDefinition)).toEqual([
      ...all.map(() => true),
      ...Array(5).fill(false),
    ]);
  });
});
