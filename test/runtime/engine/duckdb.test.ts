import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '#runtime/engine/duckdb';
import { isInterrupt } from '#runtime/engine/failure';
import type { Engine, Field } from '#runtime/ports';

const folder = mkdtempSync(join(tmpdir(), 'chron-engine-'));
const spill = join(folder, 'spill');
let engine: Engine;

beforeAll(async () => {
  engine = await openEngine({ spillFolder: spill });
});

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const everyType = `SELECT true AS flag, 7::INTEGER AS n, 9007199254740993::BIGINT AS big, 0.5::FLOAT AS f, 0.1::DOUBLE AS d,
  'ü€😀''"' AS s, '\\x00\\xFF'::BLOB AS raw, DATE '2023-12-01' AS day, TIMESTAMP '2023-12-01 10:11:12.123456' AS at,
  12345678901234567890.1234::DECIMAL(38,4) AS money, [1, NULL, 3]::INTEGER[] AS list, MAP {'a': 1.5::DOUBLE} AS map,
  {x: 1::INTEGER, "y z": ['q']} AS struct`;

const schema: readonly Field[] = [
  { id: 1, name: 'flag', type: { kind: 'boolean' } },
  { id: 2, name: 'n', type: { kind: 'int' } },
  { id: 3, name: 'big', type: { kind: 'bigint' } },
  { id: 4, name: 'f', type: { kind: 'float' } },
  { id: 5, name: 'd', type: { kind: 'double' } },
  { id: 6, name: 's', type: { kind: 'string' } },
  { id: 7, name: 'raw', type: { kind: 'binary' } },
  { id: 8, name: 'day', type: { kind: 'date' } },
  { id: 9, name: 'at', type: { kind: 'timestamp' } },
  { id: 10, name: 'money', type: { kind: 'decimal', precision: 38, scale: 4 } },
  { id: 11, name: 'list', type: { kind: 'list', element: { kind: 'int' } } },
  { id: 13, name: 'map', type: { kind: 'map', key: { kind: 'string' }, value: { kind: 'double' } } },
  {
    id: 16,
    name: 'struct',
    type: {
      kind: 'struct',
      fields: [
        { name: 'x', type: { kind: 'int' } },
        { name: 'y z', type: { kind: 'list', element: { kind: 'string' } } },
      ],
    },
  },
];

const values = {
  flag: true,
  n: 7,
  big: 9007199254740993n,
  f: 0.5,
  d: 0.1,
  s: `ü€😀'"`,
  raw: new Uint8Array([0, 255]),
  day: '2023-12-01',
  at: new Date('2023-12-01T10:11:12.123Z'),
  money: '12345678901234567890.1234',
  list: [1, null, 3],
  map: [['a', 1.5]],
  struct: { x: 1, 'y z': ['q'] },
};

const bigint = (id: number, name: string): Field => ({ id, name, type: { kind: 'bigint' } });

test('values arrive in JavaScript as the port promises', async () => {
  expect(await engine.rows(everyType)).toEqual([values]);
  expect(await engine.rows(`SELECT TIMESTAMP '1969-12-31 23:59:59.9999' AS t, NULL AS n`)).toEqual([
    { t: new Date(-1), n: null },
  ]);
});

test('a stream gives columns chunk by chunk and every row once', async () => {
  let rows = 0;
  let sum = 0n;
  let largest = 0;
  for await (const [numbers] of engine.stream('SELECT i::BIGINT AS i FROM range(100000) t(i)')) {
    rows += numbers?.length ?? 0;
    largest = Math.max(largest, numbers?.length ?? 0);
    for (const value of numbers ?? []) sum += value as bigint;
  }
  expect({ rows, sum }).toEqual({ rows: 100_000, sum: 4_999_950_000n });
  expect(largest).toBeLessThanOrEqual(2048);
});

test('a stream left early does not disturb the next statement', async () => {
  for await (const [numbers] of engine.stream('SELECT i FROM range(1000000) t(i)')) {
    expect(numbers?.length).toBeGreaterThan(0);
    break;
  }
  expect(await engine.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

describe('writing Parquet', () => {
  test('every type comes back equal, by field id', async () => {
    const file = join(folder, 'types.parquet');
    const written = await engine.writeParquet({ query: everyType, file, schema });
    expect(written.rows).toBe(1);
    expect(await engine.rows(`SELECT * FROM ${engine.scanSql({ files: [file], schema })}`)).toEqual([values]);
    const ids = await engine.rows(
      `SELECT name, field_id::INTEGER AS id FROM parquet_schema('${file}') WHERE field_id IS NOT NULL`,
    );
    expect(ids.map((row) => row['id'])).toEqual(Array.from({ length: 19 }, (_, at) => at + 1));
  });

  test('no rows make a file that proves it', async () => {
    const file = join(folder, 'empty.parquet');
    const written = await engine.writeParquet({
      query: 'SELECT 1::BIGINT AS a WHERE false',
      file,
      schema: [bigint(1, 'a')],
    });
    expect(written.rows).toBe(0);
    expect(written.size).toBeGreaterThan(0);
    expect(await engine.rows(`SELECT * FROM ${engine.scanSql({ files: [file], schema: [bigint(1, 'a')] })}`)).toEqual(
      [],
    );
  });

  test.each([
    ['SELECT sum(i::BIGINT) AS a FROM range(3) t(i)', 'column 1: wanted a BIGINT, got a HUGEINT'],
    ['SELECT 1::SMALLINT AS a', 'column 1: wanted a BIGINT, got a SMALLINT'],
    ['SELECT 1::BIGINT AS b', 'column 1: wanted a BIGINT, got b BIGINT'],
    ['SELECT 1::BIGINT AS a, 2 AS b', 'column 2: wanted none, got b INTEGER'],
  ])('%s is refused', async (query, problem) => {
    const file = join(folder, 'refused.parquet');
    await expect(engine.writeParquet({ query, file, schema: [bigint(1, 'a')] })).rejects.toMatchObject({
      code: 'CHR2054',
      message: expect.stringContaining(problem) as string,
    });
    expect(existsSync(file)).toBe(false);
  });

  test('a query that fails half way leaves no file', async () => {
    const query = `SELECT CASE WHEN i = 3000000 THEN error('here') ELSE i END::BIGINT AS a FROM range(4000000) t(i)`;
    const file = join(folder, 'half.parquet');
    await expect(engine.writeParquet({ query, file, schema: [bigint(1, 'a')] })).rejects.toMatchObject({
      code: 'CHR2050',
    });
    expect(readdirSync(folder).filter((name) => name.includes('half'))).toEqual([]);
  });
});

test('a scan finds columns by field id: a new one is null, a dropped one is not seen, a renamed one keeps its values', async () => {
  const file = join(folder, 'old.parquet');
  await engine.writeParquet({
    query: 'SELECT 1::BIGINT AS a, 2::BIGINT AS b',
    file,
    schema: [bigint(1, 'a'), bigint(2, 'b')],
  });
  const scan = { files: [file], schema: [bigint(3, 'a'), bigint(2, 'renamed')] };
  expect(await engine.rows(`SELECT * FROM ${engine.scanSql(scan)}`)).toEqual([{ a: null, renamed: 2n }]);
});

test('a scan of no files has the columns and types, and no rows', async () => {
  expect(await engine.rows(`DESCRIBE SELECT * FROM ${engine.scanSql({ files: [], schema })}`)).toMatchObject(
    schema.map(({ name }) => ({ column_name: name })),
  );
  expect(await engine.rows(`SELECT count(*) AS n FROM ${engine.scanSql({ files: [], schema })}`)).toEqual([{ n: 0n }]);
});

describe('errors', () => {
  test('a failing statement keeps the words of DuckDB', async () => {
    await expect(engine.run('SELECT nothing FROM nowhere')).rejects.toMatchObject({
      name: 'EngineError',
      code: 'CHR2050',
      message: expect.stringContaining('Table with name nowhere does not exist') as string,
    });
  });

  test('an error that a query raises by its code has this code', async () => {
    await expect(engine.run("SELECT error('CHR2103 t: ds: not a day: x')")).rejects.toMatchObject({
      code: 'CHR2103',
      message: expect.stringMatching(/: t: ds: not a day: x$/) as string,
    });
    await expect(engine.run("SELECT error('see CHR2103 ')")).rejects.toMatchObject({ code: 'CHR2050' });
  });

  test('too little memory says what to do', async () => {
    const small = await openEngine({ spillFolder: spill, memoryLimit: '20MB', threads: 1 });
    const query = "SELECT list(i::VARCHAR || repeat('x', 50)) AS l FROM range(3000000) t(i)";
    await expect(small.rows(query)).rejects.toMatchObject({
      code: 'CHR2051',
      hint: expect.stringContaining('memory') as string,
    });
    await small.close();
  });

  test('an interrupt ends a query, a COPY and what waits behind them, soon and recognisably', async () => {
    const endless = 'SELECT count(*) AS n FROM range(1000000) a, range(1000000) b WHERE hash(a.range + b.range) = 1';
    const file = join(folder, 'endless.parquet');
    const running = [
      engine.rows(endless),
      engine.rows('SELECT 1 AS one'),
      engine.writeParquet({ query: endless, file, schema: [bigint(1, 'n')] }),
    ].map((promise) => promise.then(() => null).catch((error: unknown) => error));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const started = performance.now();
    engine.interrupt();
    const [first] = await Promise.all(running.slice(0, 2));
    expect(isInterrupt(first)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 300));
    engine.interrupt();
    expect(isInterrupt(await running[2])).toBe(true);
    expect(performance.now() - started).toBeLessThan(2000);
    expect(existsSync(file)).toBe(false);
    expect(await engine.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

describe('a confined engine', () => {
  const inside = join(folder, 'inside.csv');
  const outside = join(folder, 'outside.csv');
  const shared = mkdtempSync(join(folder, 'shared-'));
  let confined: Engine;

  beforeAll(async () => {
    writeFileSync(inside, 'a\n1\n');
    writeFileSync(outside, 'a\n2\n');
    writeFileSync(join(shared, 'in-folder.csv'), 'a\n3\n');
    confined = await openEngine({
      spillFolder: spill,
      memoryLimit: '100MB',
      threads: 1,
      readable: [inside],
      writable: [shared],
    });
  });
  afterAll(async () => await confined.close());

  test('reads and writes what it was given, and spills', async () => {
    expect(await confined.rows(`SELECT a FROM read_csv('${inside}')`)).toEqual([{ a: 1n }]);
    expect(await confined.rows(`SELECT a FROM read_csv('${shared}/*.csv')`)).toEqual([{ a: 3n }]);
    await confined.writeParquet({
      query: 'SELECT 1::BIGINT AS a',
      file: join(shared, 'a.parquet'),
      schema: [bigint(1, 'a')],
    });
    const sorted = await confined.rows(
      `SELECT max(s) AS s FROM (SELECT s, row_number() OVER (ORDER BY s) AS n FROM (SELECT md5(i::VARCHAR) AS s FROM range(3000000) t(i)))`,
    );
    expect(sorted).toHaveLength(1);
  });

  test.each([
    ['reads elsewhere', `SELECT * FROM read_csv('${outside}')`],
    ['writes elsewhere', `COPY (SELECT 1) TO '${join(folder, 'stolen.csv')}'`],
    ['climbs out', `SELECT * FROM read_csv('${shared}/../outside.csv')`],
    ['attaches a database', `ATTACH '${join(folder, 'x.db')}'`],
    ['loads an extension', 'INSTALL httpfs'],
    ['opens itself again', 'SET enable_external_access = true'],
    ['moves its spill folder', `SET temp_directory = '${folder}'`],
    ['lifts its memory limit', `SET memory_limit = '1TB'`],
    ['reads the environment', `SELECT getenv('HOME')`],
  ])('is refused when it %s', async (_what, sql) => {
    await expect(confined.run(sql)).rejects.toMatchObject({ name: 'EngineError' });
  });
});

test('a confined engine may be given folders alone, also ones that come to be later, or nothing', async () => {
  const later = join(folder, 'later');
  const one = await openEngine({ spillFolder: spill, threads: 1, readable: [], writable: [later] });
  mkdirSync(join(later, 'deep'), { recursive: true });
  const file = join(later, 'deep', 'a.parquet');
  await one.writeParquet({ query: 'SELECT 1::BIGINT AS a', file, schema: [bigint(1, 'a')] });
  expect(await one.rows(`SELECT * FROM ${one.scanSql({ files: [file], schema: [bigint(1, 'a')] })}`)).toEqual([
    { a: 1n },
  ]);
  await one.close();
  const none = await openEngine({ spillFolder: spill, threads: 1, readable: [] });
  await expect(none.rows(`SELECT * FROM read_parquet('${file}')`)).rejects.toMatchObject({ name: 'EngineError' });
  await none.close();
});

test('each engine spills into a folder of its own, which is gone when it closes', async () => {
  const own = mkdtempSync(join(folder, 'spills-'));
  const [one, two] = await Promise.all([openEngine({ spillFolder: own }), openEngine({ spillFolder: own })]);
  expect(readdirSync(own)).toHaveLength(2);
  await Promise.all([one.close(), two.close()]);
  expect(readdirSync(own)).toEqual([]);
});
