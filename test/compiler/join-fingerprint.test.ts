import { describe, expect, test } from 'vitest';
import {
  attributes,
  date,
  days,
  double,
  entitySource,
  eventSource,
  groupBy,
  join,
  long,
  parquet,
  part,
  sql,
  string,
  sum,
} from '#dsl';
import { planOf } from './compiled.ts';

const raw = parquet({
  location: 'data',
  columns: { user_id: string, city: string, price: double, ts: long, ds: date },
});
const left = eventSource({ table: raw, timeColumn: 'ts' });

/** The parts of what a join's part is made from, by name. */
const partOf = async (features: Parameters<typeof planOf>[0][string]): Promise<Readonly<Record<string, string>>> => {
  const set = join({
    name: 'set',
    left,
    parts: (c) => [part(features as never, { user_id: c.user_id } as never, { prefix: 'p' })] as never,
  });
  const plan = await planOf({
    'features/t/raw.ts:v1': raw,
    'features/t/g.ts:v1': features,
    'features/t/set.ts:v1': set as never,
  });
  const node = plan.nodes.find((one) => one.kind === 'join');
  const found = node?.kind === 'join' ? node.parts[0] : undefined;
  if (found === undefined) throw new Error('no part');
  return found.fingerprint.data.own;
};

const changed = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): readonly string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => a[name] !== b[name]).toSorted();

describe('skew keys', () => {
  const by = <const N extends string, const K extends 'user_id' | 'city'>(name: N, key: K) =>
    groupBy({ name, sources: [left], keys: [key], aggregations: (c) => [sum(c.price)] });
  const [user, city] = [by('user', 'user_id'), by('city', 'city')];
  const made = async (skewKeys?: object) => {
    const plan = await planOf({
      'features/t/raw.ts:v1': raw,
      'features/t/user.ts:v1': user,
      'features/t/city.ts:v1': city,
      'features/t/set.ts:v1': join({
        name: 'set',
        left,
        parts: (c) => [part(user, c), part(city, c)],
        ...(skewKeys && { skewKeys }),
      }) as never,
    });
    const node = plan.nodes.find((one) => one.kind === 'join');
    if (node?.kind !== 'join') throw new Error('no join');
    return { join: node.fingerprint.data.own, parts: node.parts.map((one) => one.fingerprint.data.own) };
  };

  test('are a part of their own of what they are used in, and nothing elsewhere', async () => {
    const [without, one, more] = [
      await made(),
      await made({ user_id: ['bot'] }),
      await made({ user_id: ['bot', null] }),
    ];
    expect(changed(without.parts[0] ?? {}, one.parts[0] ?? {})).toEqual(['skewKeys']);
    expect(changed(one.parts[0] ?? {}, more.parts[0] ?? {})).toEqual(['skewKeys']);
    expect(changed(without.parts[1] ?? {}, one.parts[1] ?? {})).toEqual([]);
    expect(changed(without.join, one.join)).toEqual([]);
  });

  test('mean the same in any order, and written twice', async () => {
    const [one, other] = [await made({ user_id: ['a', null, 'b'] }), await made({ user_id: ['b', 'a', null, 'a'] })];
    expect(one).toEqual(other);
  });
});

describe('what a join is made from', () => {
  const spend = (windows: readonly ReturnType<typeof days>[], price = sql.double`price`) =>
    groupBy({
      name: 'spend',
      sources: [eventSource({ table: raw, timeColumn: 'ts', select: () => ({ price }) })],
      keys: ['user_id'],
      aggregations: (c) => [sum(c.price, { windows })],
    });
  const other = groupBy({
    name: 'other',
    sources: [left],
    keys: ['city'],
    aggregations: (c) => [sum(c.price)],
  });
  const made = async (features: ReturnType<typeof spend>, more: object = {}) => {
    const plan = await planOf({
      'features/t/raw.ts:v1': raw,
      'features/t/spend.ts:v1': features as never,
      'features/t/other.ts:v1': other,
      'features/t/set.ts:v1': join({
        name: 'set',
        left,
        parts: (c: never) => [part(features, c), part(other, c)],
        ...more,
      } as never) as never,
    });
    const node = plan.nodes.find((one) => one.kind === 'join');
    if (node === undefined) throw new Error('no join');
    return node.fingerprint.data.own;
  };

  test('a part that has other columns, by its name; other values are those of its table', async () => {
    const one = await made(spend([days(1)]));
    expect(changed(one, await made(spend([days(1), days(7)])))).toEqual(['part:spend']);
    expect(changed(one, await made(spend([days(1)], sql.double`2 * price`)))).toEqual([]);
  });

  test('whether the parts themselves are kept, and then not which columns they have', async () => {
    const derive = () => ({ one: sql.double`1` });
    const all = await made(spend([days(1)]), { derive });
    const derived = await made(spend([days(1)]), { derive, keep: 'derived' });
    expect(changed(all, derived)).toEqual(['keep', 'part:other', 'part:spend']);
    expect(changed(derived, await made(spend([days(1), days(7)]), { derive, keep: 'derived' }))).toEqual([]);
  });
});

describe('what a part is made from changes with its GroupBy', () => {
  test('rows taken whole: a value that is made otherwise, and one that is new', async () => {
    const whole = (select: object) =>
      attributes({
        name: 'g',
        source: entitySource({ table: raw, select: () => select as never }) as never,
        keys: ['user_id'] as never,
      });
    const upper = await partOf(whole({ town: sql.string`upper(city)` }) as never);
    expect(changed(upper, await partOf(whole({ town: sql.string`lower(city)` }) as never))).toEqual(['column:town']);
    const more = whole({ town: sql.string`upper(city)`, land: sql.string`'CH'` });
    expect(changed(upper, await partOf(more as never))).toEqual(['column:land']);
  });

  test('aggregates that are kept, or not', async () => {
    const group = (keep: 'all' | 'derived') =>
      groupBy({
        name: 'g',
        sources: [left],
        keys: ['user_id'],
        aggregations: (c) => [sum(c.price, { windows: [days(1)] })],
        derive: (c) => ({ twice: sql.double`2 * ${c.g_price_sum_1d}` }),
        keep,
      });
    expect(changed(await partOf(group('all')), await partOf(group('derived')))).toEqual(['keep']);
  });
});
