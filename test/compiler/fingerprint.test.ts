import { describe, expect, test } from 'vitest';
import { shortHash } from '#compiler';
import type { Fingerprint } from '#compiler/plan';
import {
  average,
  count,
  days,
  double,
  eventSource,
  type GroupBy,
  groupBy,
  hours,
  long,
  parquet,
  type Sql,
  sql,
  stagingQuery,
  string,
  sum,
} from '#dsl';
import { planOf } from './compiled.ts';

const raw = parquet({
  location: 'data',
  columns: { user_id: string, city: string, price: double, ts: long, ds: string },
});

type Options = {
  readonly query?: (from: typeof raw) => Sql;
  readonly owner?: string;
  readonly startPartition?: string;
  readonly aggregations?: GroupBy['aggregations'];
  readonly group?: object;
  readonly source?: object;
  readonly external?: typeof raw;
};

const c = {
  price: { kind: 'column', name: 'price', type: 'double' },
  city: { kind: 'column', name: 'city', type: 'string' },
} as const;
const week = [sum(c.price, { windows: [days(7)] })];

/** The fingerprints of a staging query and of the GroupBy that reads it. */
const prints = async (options: Options = {}) => {
  const external = options.external ?? raw;
  const query = options.query ?? ((from) => sql`SELECT user_id, city, price, ts, ds FROM ${from}`);
  const staged = stagingQuery({
    name: 'staged',
    query: query(external),
    columns: { user_id: string, city: string, price: double, ts: long },
    ...(options.owner && { owner: options.owner }),
    ...(options.startPartition && { startPartition: options.startPartition }),
  });
  const group = groupBy({
    name: 'g',
    sources: [eventSource({ table: staged, timeColumn: 'ts', ...options.source })],
    keys: ['user_id'],
    aggregations: () => (options.aggregations ?? week) as typeof week,
    ...options.group,
  });
  const { nodes } = await planOf({
    'staging_queries/t/staged.ts:raw': external,
    'staging_queries/t/staged.ts:v1': staged,
    'features/t/g.ts:v1': group,
  });
  const of = (name: string): Fingerprint => {
    const node = nodes.find((one) => one.name === name);
    if (node === undefined) throw new Error(`no ${name}`);
    return node.fingerprint;
  };
  return { staged: of('t.staged.v1'), group: of('t.g.v1') };
};

/** `+x` a part that is new, `-x` one that is gone, `x` one that changed. */
const differing = (before: object, after: object): readonly string[] => {
  const [old, fresh] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .flatMap((part) =>
      !old.has(part) ? `+${part}` : !fresh.has(part) ? `-${part}` : old.get(part) === fresh.get(part) ? [] : part,
    )
    .toSorted();
};

const changed = (before: Fingerprint, after: Fingerprint) => ({
  own: differing(before.data.own, after.data.own),
  upstream: differing(before.data.upstream, after.data.upstream),
  semantics: differing(before.data.semantics, after.data.semantics),
  metadata: before.metadata !== after.metadata,
});

const nothing = { own: [], upstream: [], semantics: [], metadata: false };
const ofGroup = async (options: Options) => changed((await prints()).group, (await prints(options)).group);
const ofStaged = async (options: Options) => changed((await prints()).staged, (await prints(options)).staged);

describe('what an edit changes', () => {
  test('nothing: the same definitions written again', async () => {
    expect(await ofGroup({})).toEqual(nothing);
    expect(await ofStaged({})).toEqual(nothing);
  });

  test('a shorter window: a column', async () => {
    const aggregations = [sum(c.price, { windows: [days(7), days(1)] })];
    expect(await ofGroup({ aggregations })).toEqual({ ...nothing, own: ['+column:g_price_sum_1d'], metadata: true });
  });

  test('a longer window: a column, and how far all of them look back', async () => {
    const aggregations = [sum(c.price, { windows: [days(7), days(30)] })];
    expect((await ofGroup({ aggregations })).own).toEqual(['+column:g_price_sum_30d', 'lookback']);
  });

  test('the first one without a window: the same', async () => {
    expect((await ofGroup({ aggregations: [...week, count(c.city)] })).own).toEqual([
      '+column:g_city_count',
      'lookback',
    ]);
  });

  test('another unit is another column, though it sees the same rows', async () => {
    const own = (await ofGroup({ aggregations: [sum(c.price, { windows: [hours(168)] })] })).own;
    expect(own).toEqual(['+column:g_price_sum_168h', '-column:g_price_sum_7d']);
  });

  test('another operation: its number is taken in', async () => {
    const { own, semantics } = await ofGroup({ aggregations: [...week, average(c.price, { windows: [days(7)] })] });
    expect(own).toEqual(['+column:g_price_average_7d']);
    expect(semantics).toEqual(['+average']);
  });

  test('an input that was not read before: its column only', async () => {
    const { own } = await ofGroup({ aggregations: [...week, count(c.city, { windows: [days(7)] })] });
    expect(own).toEqual(['+column:g_city_count_7d']);
  });

  test('a condition or a bound of the source: the source', async () => {
    expect((await ofGroup({ source: { where: sql`price > 0` } })).own).toEqual(['source:0']);
    expect((await ofGroup({ source: { startPartition: '2023-12-01' } })).own).toEqual(['source:0']);
  });

  test('what a missing partition means: nothing, as the values are those of the partitions that there were', async () => {
    expect(await ofGroup({ source: { missing: 'empty' } })).toEqual(nothing);
  });

  test('how a column is made in select: what reads it', async () => {
    const aggregations = [...week, count(c.city, { windows: [days(7)] })];
    const before = await prints({ aggregations });
    const after = await prints({ aggregations, source: { select: { city: sql.string`upper(city)` } } });
    expect(changed(before.group, after.group).own).toEqual(['column:g_city_count_7d']);
    const key = await prints({ aggregations, source: { select: { user_id: sql.string`upper(user_id)` } } });
    expect(changed(before.group, key.group).own).toEqual(['keys']);
  });

  test('the time: the source', async () => {
    expect((await ofGroup({ source: { timeColumn: sql.long`ts + 1` } })).own).toEqual(['source:0']);
  });

  test('keys: the keys', async () => {
    expect((await ofGroup({ group: { keys: ['user_id', 'city'] } })).own).toEqual(['keys']);
  });

  test('owner and tags: metadata only; whether it is served: nothing that is stored', async () => {
    expect(await ofGroup({ group: { owner: 'me' } })).toEqual({ ...nothing, metadata: true });
    expect(await ofGroup({ group: { tags: { a: 'b' } } })).toEqual({ ...nothing, metadata: true });
    expect(await ofStaged({ owner: 'me' })).toEqual({ ...nothing, metadata: true });
    expect(await ofGroup({ group: { online: true } })).toEqual(nothing);
  });

  test('where a backfill starts: nothing', async () => {
    expect(await ofGroup({ group: { backfillStartDate: '2023-01-01' } })).toEqual(nothing);
  });

  test('upstream: what reads it, under the name of the input', async () => {
    const query: Options['query'] = (from) => sql`SELECT user_id, city, price * 2 AS price, ts, ds FROM ${from}`;
    expect(await ofStaged({ query })).toEqual({ ...nothing, own: ['query'] });
    expect(await ofGroup({ query })).toEqual({ ...nothing, upstream: ['t.staged.v1'] });
  });

  test('upstream metadata: nothing downstream', async () => {
    expect(await ofGroup({ owner: 'me' })).toEqual(nothing);
  });

  test('two definitions upstream: still what reads them', async () => {
    const external = parquet({ location: 'data', columns: { ...raw.columns, price: long } }) as never;
    const query: Options['query'] = (from) =>
      sql`SELECT user_id, city, CAST(price AS DOUBLE) AS price, ts, ds FROM ${from}`;
    const [before, after] = [await prints({ query }), await prints({ query, external })];
    expect(changed(before.staged, after.staged)).toEqual({ ...nothing, upstream: ['t.staged.raw'] });
    expect(changed(before.group, after.group)).toEqual({ ...nothing, upstream: ['t.staged.v1'] });
  });

  test('the short name of a definition is that of its data', async () => {
    const [before, owned, edited] = [
      await prints(),
      await prints({ group: { owner: 'me' } }),
      await prints({ source: { where: sql`price > 0` } }),
    ];
    expect(shortHash(before.group)).toMatch(/^[0-9a-f]{6}$/);
    expect(shortHash(owned.group)).toBe(shortHash(before.group));
    expect(shortHash(edited.group)).not.toBe(shortHash(before.group));
  });
});
