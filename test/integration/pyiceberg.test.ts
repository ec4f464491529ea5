import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Column, Type } from '#compiler/plan';
import type { TableState } from '#runtime/ports';
import { openWarehouse, rows, type Warehouse } from '../runtime/tables/warehouse.ts';
import { script } from './python.ts';

let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openWarehouse();
});
afterAll(async () => await warehouse.close());

type Seen = {
  readonly schema: Readonly<Record<string, readonly [number, string]>>;
  readonly partitioned_by: readonly (readonly [string, string])[];
  readonly files: number;
  readonly partitions: Readonly<Record<string, number>>;
  readonly rows: readonly unknown[];
  readonly snapshots: number;
};

const seen = async (state: TableState, ...filter: readonly string[]): Promise<Seen> =>
  JSON.parse(await script('read_table.py', state.metadataLocation, ...filter)) as Seen;

const column = (name: string, type: Type): Column => ({ name, type });
const text: Type = { kind: 'string' };
const long: Type = { kind: 'bigint' };
const ds = column('ds', { kind: 'date' });

test('PyIceberg sees every type and value', async () => {
  const columns = [
    ...(['boolean', 'int', 'bigint', 'float', 'double', 'string', 'binary', 'date', 'timestamp'] as const).map((kind) =>
      column(kind, { kind }),
    ),
    column('money', { kind: 'decimal', precision: 38, scale: 4 }),
    column('list', { kind: 'list', element: { kind: 'list', element: long } }),
    column('map', {
      kind: 'map',
      key: text,
      value: { kind: 'struct', fields: [column('a', long), column('b', text)] },
    }),
    column('struct', { kind: 'struct', fields: [column('x', { kind: 'list', element: text }), column('y z', long)] }),
    ds,
  ];
  const query = `SELECT true AS boolean, -7::INTEGER AS int, 9007199254740993::BIGINT AS bigint, 0.25::FLOAT AS float,
    'nan'::DOUBLE AS double, '𝒳''"\\ ' AS string, '\\x00\\xFF'::BLOB AS binary, DATE '1969-12-31' AS date,
    TIMESTAMP '2023-12-01 10:11:12.123456' AS timestamp, -0.0001::DECIMAL(38,4) AS money,
    [[1], NULL, []]::BIGINT[][] AS list, MAP {'k': {a: 1::BIGINT, b: NULL::VARCHAR}} AS map,
    {x: ['q'], "y z": 5::BIGINT} AS struct`;
  const { state } = await warehouse.write({ table: 'team.types', runId: 'r1', days: { '2023-12-01': query }, columns });
  const found = await seen(state);
  expect(found.rows).toEqual([
    {
      boolean: true,
      int: '-7',
      bigint: '9007199254740993',
      float: 0.25,
      double: 'NaN',
      string: '𝒳\'"\\ ',
      binary: 'AP8=',
      date: '1969-12-31',
      timestamp: '2023-12-01T10:11:12.123456',
      money: '-0.0001',
      list: [['1'], null, []],
      map: [['k', { a: '1', b: null }]],
      struct: { x: ['q'], 'y z': '5' },
      ds: '2023-12-01',
    },
  ]);
  expect(found.partitioned_by).toEqual([['ds', 'identity']]);
  expect(Object.fromEntries(Object.entries(found.schema).map(([name, [, type]]) => [name, type]))).toEqual({
    boolean: 'boolean',
    int: 'int',
    bigint: 'long',
    float: 'float',
    double: 'double',
    string: 'string',
    binary: 'binary',
    date: 'date',
    timestamp: 'timestamp',
    money: 'decimal(38, 4)',
    list: 'list<list<long>>',
    map: expect.stringMatching(/^map<string, struct<\d+: a: optional long, \d+: b: optional string>>$/) as string,
    struct: expect.stringMatching(/^struct<\d+: x: optional list<string>, \d+: y z: optional long>$/) as string,
    ds: 'date',
  });
});

test('PyIceberg sees replaced, empty and evolved partitions as we do, and prunes by day', async () => {
  const table = 'team.history';
  const plain = [column('user_id', text), ds];
  const wide = [column('user_id', text), column('n', long), ds];
  await warehouse.write({
    table,
    runId: 'r1',
    columns: wide,
    days: { '2023-12-01': rows('a', 2), '2023-12-02': rows('x', 9) },
  });
  await warehouse.write({
    table,
    runId: 'r2',
    columns: wide,
    days: { '2023-12-02': rows('b', 1), '2023-12-03': rows('c', 0) },
  });
  await warehouse.write({ table, runId: 'r3', columns: plain, days: { '2023-12-04': "SELECT 'd' AS user_id" } });
  const { state } = await warehouse.write({ table, runId: 'r4', columns: wide, days: { '2023-12-05': rows('e', 1) } });
  const found = await seen(state);
  const expected = [
    { user_id: 'a0', n: null, ds: '2023-12-01' },
    { user_id: 'a1', n: null, ds: '2023-12-01' },
    { user_id: 'b0', n: null, ds: '2023-12-02' },
    { user_id: 'd', n: null, ds: '2023-12-04' },
    { user_id: 'e0', n: '0', ds: '2023-12-05' },
  ];
  expect(found.rows).toHaveLength(expected.length);
  expect(found.rows).toEqual(expect.arrayContaining(expected));
  expect(found.partitions).toEqual({
    '2023-12-01': 2,
    '2023-12-02': 1,
    '2023-12-03': 0,
    '2023-12-04': 1,
    '2023-12-05': 1,
  });
  expect(found.snapshots).toBe(4);
  expect(found.schema['n']?.[0]).toBe(4);
  const day = await seen(state, "ds = '2023-12-02'");
  expect(day).toMatchObject({ files: 1, rows: [{ user_id: 'b0' }] });
});

test('PyIceberg sees plain rows in a table without partitions, also after it was replaced', async () => {
  await warehouse.write({ table: 'team.whole', runId: 'r1', days: { whole: rows('a', 3) } });
  const { state } = await warehouse.write({ table: 'team.whole', runId: 'r2', days: { whole: rows('b', 2) } });
  expect(await seen(state)).toMatchObject({
    schema: { user_id: [1, 'string'], n: [2, 'long'] },
    partitioned_by: [],
    files: 1,
    partitions: { None: 2 },
    rows: [
      { user_id: 'b0', n: '0' },
      { user_id: 'b1', n: '1' },
    ],
    snapshots: 2,
  });
});

test('PyIceberg writes beside us: its days are foreign, ours stay ours, and both go on reading', async () => {
  const days = { '2023-12-01': rows('a', 5), '2023-12-02': rows('b', 1) };
  const first = await warehouse.write({ table: 'team.shared', runId: 'r1', days });
  const folder = join(warehouse.folder, 'other');
  mkdirSync(folder);
  const theirs = (await script('rewrite_days.py', folder, first.state.metadataLocation)).trim();
  // The path catalog's commit, which PyIceberg has no catalog for.
  copyFileSync(theirs.replace('file://', ''), first.state.metadataLocation.replace('v1.', 'v2.'));
  const state = await warehouse.store.load('team.shared');
  expect(
    [...(state?.partitions.values() ?? [])].map(({ ds: day, rows: n, record }) => [day, n, record?.runId ?? null]),
  ).toEqual([
    ['2023-12-01', 2, null],
    ['2023-12-02', 1, 'r1'],
    ['2023-12-09', 1, null],
  ]);
  expect(state && (await warehouse.read(state))).toEqual([
    { user_id: 'b0', n: 0n, ds: '2023-12-02' },
    { user_id: 'p1', n: 1n, ds: '2023-12-01' },
    { user_id: 'p2', n: 2n, ds: '2023-12-01' },
    { user_id: 'p3', n: 3n, ds: '2023-12-09' },
  ]);
  const days2 = { '2023-12-09': rows('c', 1), '2023-12-10': rows('d', 1) };
  const last = await warehouse.write({ table: 'team.shared', runId: 'r2', days: days2 });
  const found = await seen(last.state);
  expect(found.rows).toHaveLength(5);
  expect(found.rows).toEqual(
    expect.arrayContaining([
      { user_id: 'b0', n: '0', ds: '2023-12-02' },
      { user_id: 'p1', n: '1', ds: '2023-12-01' },
      { user_id: 'p2', n: '2', ds: '2023-12-01' },
      { user_id: 'c0', n: '0', ds: '2023-12-09' },
      { user_id: 'd0', n: '0', ds: '2023-12-10' },
    ]),
  );
});
