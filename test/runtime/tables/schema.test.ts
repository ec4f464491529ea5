import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Column, Type } from '#compiler/plan';
import { fromIcebergSchema, icebergSchema, planSchema, toIcebergFields } from '#runtime/tables/iceberg-schema';
import { openWarehouse, rows, type Warehouse } from './warehouse.ts';

let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openWarehouse();
});
afterAll(async () => await warehouse.close());

const column = (name: string, type: Type): Column => ({ name, type });
const text: Type = { kind: 'string' };
const long: Type = { kind: 'bigint' };
const ds = column('ds', { kind: 'date' });

test('a column added, dropped and added again is null where it was not computed', async () => {
  const table = 'team.evolution';
  const plain = [column('user_id', text), ds];
  const wide = [column('user_id', text), column('n', long), ds];
  const narrow = "SELECT 'u' AS user_id";
  await warehouse.write({ table, runId: 'r1', days: { '2023-12-01': narrow }, columns: plain });
  await warehouse.write({ table, runId: 'r2', days: { '2023-12-02': rows('a', 1) }, columns: wide });
  const dropped = await warehouse.write({ table, runId: 'r3', days: { '2023-12-03': narrow }, columns: plain });
  expect(await warehouse.read(dropped.state)).toEqual([
    { user_id: 'a0', ds: '2023-12-02' },
    { user_id: 'u', ds: '2023-12-01' },
    { user_id: 'u', ds: '2023-12-03' },
  ]);
  const again = await warehouse.write({ table, runId: 'r4', days: { '2023-12-04': rows('b', 1) }, columns: wide });
  expect(again.state.schema.map(({ id }) => id)).toEqual([1, 4, 2]);
  expect(await warehouse.read(again.state)).toEqual([
    { user_id: 'a0', n: null, ds: '2023-12-02' },
    { user_id: 'b0', n: 0n, ds: '2023-12-04' },
    { user_id: 'u', n: null, ds: '2023-12-01' },
    { user_id: 'u', n: null, ds: '2023-12-03' },
  ]);
});

test('a new order of columns keeps their ids', async () => {
  const table = 'team.reordered';
  await warehouse.write({ table, runId: 'r1', days: { '2023-12-01': rows('a', 1) } });
  const columns = [column('n', long), column('user_id', text), ds];
  const query = `SELECT n, user_id FROM (${rows('b', 1)})`;
  const { state } = await warehouse.write({ table, runId: 'r2', days: { '2023-12-02': query }, columns });
  expect(state.schema.map(({ id, name }) => [id, name])).toEqual([
    [2, 'n'],
    [1, 'user_id'],
    [3, 'ds'],
  ]);
  expect(await warehouse.read(state)).toEqual([
    { n: 0n, user_id: 'a0', ds: '2023-12-01' },
    { n: 0n, user_id: 'b0', ds: '2023-12-02' },
  ]);
});

test('a changed type is refused by name', async () => {
  const table = 'team.retyped';
  await warehouse.write({ table, runId: 'r1', days: { '2023-12-01': rows('a', 1) } });
  const columns = [column('user_id', text), column('n', { kind: 'double' }), ds];
  const writing = warehouse.write({ table, runId: 'r2', days: { '2023-12-02': rows('a', 1) }, columns });
  await expect(writing).rejects.toMatchObject({
    code: 'CHR2205',
    message: 'Column n of team.retyped is long, the definition now makes it double',
  });
});

test.each([
  ['no partition column', [column('user_id', text)], 'no date column ds'],
  ['a text partition column', [column('ds', text)], 'no date column ds'],
  ['a name twice', [column('a', text), column('a', text), ds], 'two columns a'],
])('%s is refused', async (_what, columns, message) => {
  const request = { table: 'team.refused', columns, partitionColumn: 'ds', base: null, runId: 'r1' };
  await expect(warehouse.store.begin(request)).rejects.toMatchObject({
    code: 'CHR2202',
    message: expect.stringContaining(message) as string,
  });
});

test('a table name that climbs out of the warehouse is refused', async () => {
  for (const table of ['../x', 'a/b.c', 'plain', 'a..b', '']) {
    await expect(warehouse.store.load(table)).rejects.toMatchObject({ code: 'CHR2202' });
  }
});

const everything: readonly Column[] = [
  ...(['boolean', 'int', 'bigint', 'float', 'double', 'string', 'binary', 'date', 'timestamp'] as const).map((kind) =>
    column(`c_${kind}`, { kind }),
  ),
  column('money', { kind: 'decimal', precision: 38, scale: 4 }),
  column('list', { kind: 'list', element: { kind: 'list', element: long } }),
  column('map', { kind: 'map', key: text, value: { kind: 'struct', fields: [column('a', long), column('b', text)] } }),
  column('struct', { kind: 'struct', fields: [column('x', { kind: 'list', element: text }), column('y z', long)] }),
  ds,
];

test('every type survives the way into the metadata and back, all ids apart', () => {
  const planned = planSchema('t', everything, null);
  const stored = icebergSchema.parse({ type: 'struct', 'schema-id': 0, fields: toIcebergFields(planned.fields) });
  expect(fromIcebergSchema('t', stored)).toEqual(planned.fields);
  const ids = [...JSON.stringify(stored).matchAll(/"(?:id|element-id|key-id|value-id)":(\d+)/g)].map((found) =>
    Number(found[1]),
  );
  expect(new Set(ids).size).toBe(ids.length);
  expect(Math.max(...ids)).toBe(planned.lastColumnId);
});

test('every type survives the way into a table and back', async () => {
  const query = `SELECT true AS c_boolean, -7::INTEGER AS c_int, 9007199254740993::BIGINT AS c_bigint, 0.25::FLOAT AS c_float,
    'nan'::DOUBLE AS c_double, '𝒳''"\\ ' AS c_string, '\\x00\\xFF'::BLOB AS c_binary, DATE '1969-12-31' AS c_date,
    TIMESTAMP '2023-12-01 10:11:12.123' AS c_timestamp, -0.0001::DECIMAL(38,4) AS money, [[1], NULL, []]::BIGINT[][] AS list,
    MAP {'k': {a: 1::BIGINT, b: NULL::VARCHAR}} AS map, {x: ['q'], "y z": 5::BIGINT} AS struct
    UNION ALL SELECT ${everything
      .slice(0, -1)
      .map(() => 'NULL')
      .join(', ')}`;
  const { state } = await warehouse.write({
    table: 'team.types',
    runId: 'r1',
    days: { '2023-12-01': query },
    columns: everything,
  });
  const all = await warehouse.read(state);
  expect(all).toContainEqual({ ...Object.fromEntries(everything.map(({ name }) => [name, null])), ds: '2023-12-01' });
  expect(all).toContainEqual({
    c_boolean: true,
    c_int: -7,
    c_bigint: 9007199254740993n,
    c_float: 0.25,
    c_double: Number.NaN,
    c_string: '𝒳\'"\\ ',
    c_binary: new Uint8Array([0, 255]),
    c_date: '1969-12-31',
    c_timestamp: new Date('2023-12-01T10:11:12.123Z'),
    money: '-0.0001',
    list: [[1n], null, []],
    map: [['k', { a: 1n, b: null }]],
    struct: { x: ['q'], 'y z': 5n },
    ds: '2023-12-01',
  });
});
