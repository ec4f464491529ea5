import { expect, test } from 'vitest';
import { nodeSql, parsePlan, planJson } from '#compiler';
import type { Input, Plan } from '#compiler/plan';
import {
  count,
  type Definition,
  days,
  endDate,
  eventSource,
  groupBy,
  latestDate,
  long,
  maxDate,
  parquet,
  type StagingQuery,
  sql,
  stagingQuery,
  startDate,
  string,
} from '#dsl';
import { planOf } from './compiled.ts';

const raw = parquet({ location: 'raw/*.parquet', columns: { id: long, city: string }, partitionColumn: 'ds' });
const daily = stagingQuery({
  name: 'daily',
  query: sql`SELECT id, city, ds FROM ${raw} WHERE ds BETWEEN ${startDate} AND ${endDate} AND ds <= ${latestDate}`,
  columns: { id: long, city: string },
});
const dimension = stagingQuery({
  name: 'dimension',
  query: sql`SELECT DISTINCT id, city FROM ${daily}`,
  columns: { id: long, city: string },
  partitioned: false,
});

const plan = async (one: Definition): Promise<Plan> =>
  await planOf({
    'staging_queries/shop/daily.ts:raw': raw,
    'staging_queries/shop/daily.ts:v1': daily,
    'staging_queries/shop/dimension.ts:v1': dimension,
    'staging_queries/shop/one.ts:v1': one,
  });

const inputs = async (one: Definition): Promise<Readonly<Record<string, Input['partitions']>>> => {
  const node = (await plan(one)).nodes.find(({ name }) => name === 'shop.one.v1');
  return Object.fromEntries(
    (node?.kind === 'staging-query' ? node.inputs : []).map((one) => [one.ref, one.partitions]),
  );
};

const columns = { id: long };

test('a GroupBy reads files without partitions by their days only where these are its event times', async () => {
  const read = async (dayColumn: 'ts' | 'seen' | undefined) => {
    const location = 'logins/*.parquet';
    const logins = parquet({
      location,
      columns: { id: long, ts: long, seen: long },
      ...(dayColumn !== undefined && { dayColumn }),
    });
    const group = groupBy({
      name: 'logins',
      sources: [eventSource({ table: logins, timeColumn: 'ts' })],
      keys: ['id'],
      aggregations: (c) => [count(c.seen, { windows: [days(3)] })],
    });
    const { nodes } = await planOf({ 'features/shop/logins.ts:raw': logins, 'features/shop/logins.ts:v1': group });
    return nodes.flatMap((node) => (node.kind === 'group-by' ? node.inputs : []));
  };
  expect(await read('ts')).toMatchObject([{ partitions: { kind: 'window', days: 4 }, missing: 'empty' }]);
  expect(await read('seen')).toMatchObject([{ partitions: { kind: 'whole' } }]);
  expect(await read(undefined)).toMatchObject([{ partitions: { kind: 'whole' } }]);
});

test('what a query of days reads', async () => {
  const query = sql`SELECT id, ds FROM ${raw} JOIN ${daily} USING (id, ds) JOIN ${dimension} USING (id)`;
  expect(await inputs(stagingQuery({ name: 'one', query, columns }))).toEqual({
    'shop.daily.raw': { kind: 'unpartitioned' },
    'shop.daily.v1': { kind: 'same' },
    'shop.dimension.v1': { kind: 'unpartitioned' },
  });
  expect(await inputs(stagingQuery({ name: 'one', query, columns, lookback: days(3) }))).toMatchObject({
    'shop.daily.v1': { kind: 'window', days: 3 },
  });
});

test('what a query without days reads', async () => {
  const query = sql`SELECT id FROM ${raw} JOIN ${daily} USING (id) JOIN ${dimension} USING (id)`;
  expect(await inputs(stagingQuery({ name: 'one', query, columns, partitioned: false }))).toEqual({
    'shop.daily.raw': { kind: 'unpartitioned' },
    'shop.daily.v1': { kind: 'whole' },
    'shop.dimension.v1': { kind: 'unpartitioned' },
  });
});

test('tables whose newest partition is asked for, with and without their rows', async () => {
  const query = sql`SELECT id, ${maxDate(raw)} AS ds FROM ${daily} WHERE ds = ${maxDate(daily)}`;
  expect(await inputs(stagingQuery({ name: 'one', query, columns, lookback: days(2) }))).toEqual({
    'shop.daily.raw': { kind: 'newest', rows: 'none' },
    'shop.daily.v1': { kind: 'newest', rows: { days: 2 } },
  });
  const whole = sql`SELECT id FROM ${daily} JOIN ${raw} USING (id, ds) WHERE ds IN (${maxDate(daily)}, ${maxDate(raw)})`;
  expect(await inputs(stagingQuery({ name: 'one', query: sql`${whole}`, columns, partitioned: false }))).toEqual({
    'shop.daily.raw': { kind: 'newest', rows: 'all' },
    'shop.daily.v1': { kind: 'newest', rows: 'all' },
  });
});

test('a view is a node of its own; who reads it has it as an input, and as a part of what it is made by', async () => {
  const view = (limit: number) =>
    stagingQuery({ name: 'one', query: sql`SELECT id, ds FROM ${daily} WHERE id < ${limit}`, columns, view: true });
  const read = async (one: StagingQuery) => {
    const { nodes } = await planOf({
      'staging_queries/shop/daily.ts:raw': raw,
      'staging_queries/shop/daily.ts:v1': daily,
      'staging_queries/shop/one.ts:v1': one,
      'staging_queries/shop/two.ts:v1': stagingQuery({
        name: 'two',
        query: sql`SELECT id, ds FROM ${one}`,
        columns,
        view: true,
      }),
      'staging_queries/shop/three.ts:v1': stagingQuery({
        name: 'three',
        query: sql`SELECT id, ds FROM ${one}`,
        columns,
      }),
    });
    return new Map(nodes.map((node) => [node.name, node]));
  };
  const [before, after] = [await read(view(1)), await read(view(2))];
  const own = (nodes: typeof before, name: string) => nodes.get(name)?.fingerprint.data.own ?? {};
  expect(before.get('shop.one.v1')).toMatchObject({ kind: 'view', inputs: [{ ref: 'shop.daily.v1' }] });
  expect(before.get('shop.three.v1')).toMatchObject({
    kind: 'staging-query',
    inputs: [{ ref: 'shop.one.v1', partitions: { kind: 'same' } }],
  });
  for (const name of ['shop.two.v1', 'shop.three.v1']) {
    const changed = Object.keys(own(before, name)).filter((part) => own(before, name)[part] !== own(after, name)[part]);
    expect(changed).toEqual(['view:shop.one.v1']);
  }
});

test('a plan holds no date, and survives its JSON', async () => {
  const query = sql`SELECT id FROM ${daily} JOIN ${dimension} USING (id) WHERE ds = ${maxDate(daily)}`;
  const made = await plan(stagingQuery({ name: 'one', query, columns, partitioned: false }));
  expect(parsePlan(planJson(made))).toEqual(made);
  expect(planJson(made)).not.toMatch(/\d{4}-\d{2}-\d{2}/);
  const node = made.nodes.find(({ name }) => name === 'shop.one.v1');
  expect(node).toMatchObject({ output: { partitionColumn: null } });
  const text = node === undefined ? '' : nodeSql(node, made);
  expect(text).toMatch(/^-- shop\.one, as a whole\n/);
  expect(text).toContain(`WHERE ds = DATE '2000-01-01'`);
});
