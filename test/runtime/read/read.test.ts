import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Column, Type } from '#compiler/plan';
import { describe, read } from '#runtime';
import type { Project } from '#runtime/project/project';
import { cells } from '#runtime/read/cells';
import { loadTable } from '#runtime/read/load-table';
import { readTable } from '#runtime/read/table-reader';
import { openWarehouse, type Warehouse } from '../tables/warehouse.ts';

const column = (name: string, type: Type): Column => ({ name, type });
const number: Type = { kind: 'bigint' };
const columns: readonly Column[] = [
  column('k', { kind: 'string' }),
  column('big', number),
  column('d', { kind: 'double' }),
  column('dec', { kind: 'decimal', precision: 38, scale: 2 }),
  column('t', { kind: 'timestamp' }),
  column('raw', { kind: 'binary' }),
  column('items', { kind: 'list', element: { kind: 'string' } }),
  column('pairs', { kind: 'map', key: { kind: 'string' }, value: number }),
  column('s', { kind: 'struct', fields: [column('a', number), column('b', { kind: 'date' })] }),
  column('ds', { kind: 'date' }),
];

const everything = `SELECT 'ü, "x"' AS k, 9007199254740993 AS big, 'nan'::DOUBLE AS d, -12345678901234567890.10::DECIMAL(38, 2) AS dec,
  TIMESTAMP '2023-12-01 00:24:00.000123' AS t, '\\x00\\xFF'::BLOB AS raw, ['a', NULL] AS items,
  MAP {'x': 1::BIGINT} AS pairs, {a: 9007199254740993, b: DATE '1969-12-31'} AS s`;
const nothing = `SELECT ${columns
  .slice(0, -1)
  .map(({ name }) => `NULL AS ${name}`)
  .join(', ')}`;

let warehouse: Warehouse;
let project: Project;
beforeAll(async () => {
  warehouse = await openWarehouse();
  const { folder } = warehouse;
  project = {
    name: 'test',
    root: folder,
    profile: 'local',
    state: join(folder, '.chron'),
    warehouse: join(folder, 'warehouse'),
    mounts: [],
    postgres: null,
    engine: { threads: 2 },
    settings: { partitionColumn: 'ds', namespaces: {} },
  };
  const typed = columns
    .slice(0, -1)
    .map(({ name }) => name)
    .join(', ');
  await warehouse.write({
    table: 'team.everything',
    runId: 'r1',
    columns,
    days: {
      '2023-12-02': everything,
      '2023-12-01': `SELECT ${typed} FROM (${everything} UNION ALL ${nothing}) WHERE k IS NULL`,
    },
  });
  await warehouse.write({
    table: 'team.numbers',
    runId: 'r2',
    columns: [column('n', number), column('ds', { kind: 'date' })],
    days: { '2023-12-01': 'SELECT i AS n FROM range(5000) t(i)', '2023-12-02': 'SELECT 7::BIGINT AS n' },
  });
});
afterAll(async () => await warehouse.close());

const texts = async (table: string, request: { where?: string; limit?: number } = {}) => {
  const state = await loadTable(project, table);
  return await readTable(project, { state, where: request.where }, async (reader) => {
    const rows: (readonly (string | null)[])[] = [];
    for await (const batch of cells(reader, request)) rows.push(...batch);
    return rows;
  });
};

test('values as text: by day, every digit and microsecond, nested values as JSON', async () => {
  expect(await texts('team.everything')).toEqual([
    [...Array.from({ length: 9 }, () => null), '2023-12-01'],
    [
      'ü, "x"',
      '9007199254740993',
      'nan',
      '-12345678901234567890.10',
      '2023-12-01T00:24:00.000123Z',
      'AP8=',
      '["a",null]',
      '{"x":1}',
      '{"a":9007199254740993,"b":"1969-12-31"}',
      '2023-12-02',
    ],
  ]);
});

test('values as Arrow: the same table, typed', async () => {
  const table = await read(project, 'team.everything', { where: 'k IS NOT NULL' });
  expect(table.numRows).toBe(1);
  const row = table.get(0)?.toJSON() ?? {};
  expect(row['big']).toBe(9007199254740993n);
  expect(row['d']).toBeNaN();
  expect(table.getChild('dec')?.type.toString()).toBe('Decimal[38e+2]');
  expect(BigInt.asIntN(128, words(row['dec']))).toBe(-1234567890123456789010n);
  expect(table.getChild('t')?.data[0]?.values[0]).toBe(1701390240000123n);
  expect([...(row['raw'] as Uint8Array)]).toEqual([0, 255]);
  expect([...(row['items'] as Iterable<unknown>)]).toEqual(['a', null]);
  expect((row['pairs'] as { toJSON(): unknown }).toJSON()).toEqual({ x: 1n });
  expect((row['s'] as { toJSON(): { a: bigint } }).toJSON().a).toBe(9007199254740993n);
  const nulls = (await read(project, 'team.everything', { where: 'k IS NULL' })).get(0)?.toJSON() ?? {};
  expect(Object.entries(nulls).filter(([, value]) => value !== null)).toHaveLength(1);
});

const words = (value: unknown): bigint =>
  [...(value as Uint32Array)].reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n);

test('more rows than a chunk; where and limit', async () => {
  const table = await read(project, 'team.numbers');
  expect(table.numRows).toBe(5001);
  const values = [...(table.getChild('n') ?? [])].map(Number);
  expect(values.reduce((sum, one) => sum + one, 0)).toBe((4999 * 5000) / 2 + 7);
  expect((await read(project, 'team.numbers', { where: 'n >= 4990', limit: 4 })).numRows).toBe(4);
  expect(await texts('team.numbers', { limit: 2 })).toEqual([
    ['0', '2023-12-01'],
    ['1', '2023-12-01'],
  ]);
  const none = await read(project, 'team.numbers', { where: 'false' });
  expect([none.numRows, none.schema.fields.map(({ name }) => name)]).toEqual([0, ['n', 'ds']]);
});

test('describe: columns and partitions', async () => {
  const described = await describe(project, 'team.numbers');
  expect(described).toMatchObject({ table: 'team.numbers', rows: 5001 });
  expect(described.columns).toEqual([column('n', number), column('ds', { kind: 'date' })]);
  expect(described.partitions?.map(({ ds, rows }) => [ds, rows])).toEqual([
    ['2023-12-01', 5000],
    ['2023-12-02', 1],
  ]);
  expect(described.bytes).toBe(described.partitions?.reduce((sum, one) => sum + one.bytes, 0));
});

test.each(['team.number', 'numbers', '../../etc', 'team.numbers; DROP', ''])(
  'no table %j: nearest names',
  async (table) => {
    await expect(read(project, table)).rejects.toMatchObject({
      code: 'CHR2450',
      exitCode: 1,
      hint: expect.stringContaining('team.numbers'),
    });
  },
);

test('where cannot read files, other tables or settings, write, or be more than a condition', async () => {
  const secret = join(warehouse.folder, 'secret.csv');
  writeFileSync(secret, 'n\n7\n');
  const other = (await warehouse.store.load('team.everything'))?.partitions.get('2023-12-02')?.files[0]?.path ?? '';
  const attacks = [
    `n IN (SELECT n FROM read_csv('${secret}'))`,
    `n IN (SELECT big FROM read_parquet('${other}'))`,
    `n IN (SELECT big FROM '${other}')`,
    `length((SELECT content FROM read_text('${secret}'))) > 0`,
    "1=1) UNION ALL SELECT 1, DATE '2023-01-01' WHERE (1=1",
    '1=1 LIMIT 1',
    '1=1 ORDER BY n',
    '1=1; DROP TABLE x',
    `1=1); COPY (SELECT 1) TO '${secret}'; SELECT (1`,
    '1=1 --',
    '1=1 /*',
    '',
    'n',
  ];
  const outcomes = await Promise.all(
    attacks.map(async (where) => {
      const result = await read(project, 'team.numbers', { where }).catch((error: unknown) => error);
      return result instanceof Error
        ? (result as { code?: string }).code
        : `${(result as { numRows: number }).numRows}`;
    }),
  );
  // A comment at the end and a number as a condition are harmless.
  expect(outcomes).toEqual([...attacks.slice(0, 9).map(() => 'CHR2451'), '5001', 'CHR2451', 'CHR2451', '5000']);
});

test('where with a wrong column names the nearest', async () => {
  await expect(read(project, 'team.everything', { where: 'bigg > 3' })).rejects.toMatchObject({
    code: 'CHR2451',
    exitCode: 2,
    message: "where: everything has no column 'bigg'\n  bigg > 3\n  ^",
    hint: 'did you mean big?',
  });
});
