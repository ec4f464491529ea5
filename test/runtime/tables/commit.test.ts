import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Blobs } from '#runtime/tables/blobs';
import { localBlobs } from '#runtime/tables/local-blobs';
import { openWarehouse, rows, type Warehouse } from './warehouse.ts';

let warehouse: Warehouse;
let count = 0;

beforeAll(async () => {
  warehouse = await openWarehouse();
});
afterAll(async () => await warehouse.close());

/** Each test has a table of its own. */
const fresh = (): { readonly table: string; readonly folder: string } => {
  count += 1;
  const name = `t${count}`;
  return { table: `team.${name}`, folder: join(warehouse.folder, 'warehouse', 'team', name) };
};

test('a table that nobody wrote is null, and its first commit makes it', async () => {
  const { table } = fresh();
  expect(await warehouse.store.load(table)).toBeNull();
  const { outcome, state } = await warehouse.write({ table, runId: 'r1', days: { '2023-12-01': rows('ü€😀-', 2) } });
  expect(outcome).toBe('committed');
  const again = await warehouse.other().load(table);
  expect(again?.metadataLocation).toBe(state.metadataLocation);
  expect(again?.schema.map(({ id, name }) => [id, name])).toEqual([
    [1, 'user_id'],
    [2, 'n'],
    [3, 'ds'],
  ]);
  expect(await warehouse.read(state)).toEqual([
    { user_id: 'ü€😀-0', n: 0n, ds: '2023-12-01' },
    { user_id: 'ü€😀-1', n: 1n, ds: '2023-12-01' },
  ]);
});

test('a commit replaces whole partitions and leaves the others; a pinned state stays readable', async () => {
  const { table } = fresh();
  const days = { '2023-12-02': rows('b', 2), '2023-12-01': rows('a', 1), '2023-12-03': rows('c', 3) };
  const first = await warehouse.write({ table, runId: 'r1', days });
  const second = await warehouse.write({ table, runId: 'r2', days: { '2023-12-02': rows('z', 5) } });
  const sizes = (state: typeof first.state) => [...state.partitions.values()].map(({ ds, rows: n }) => [ds, n]);
  expect(sizes(second.state)).toEqual([
    ['2023-12-01', 1],
    ['2023-12-02', 5],
    ['2023-12-03', 3],
  ]);
  expect(await warehouse.read(first.state)).toHaveLength(6);
  expect(await warehouse.read(second.state)).toHaveLength(9);
  expect(await warehouse.read(second.state, '2023-12-02', '2023-12-02')).toHaveLength(5);
  expect(await warehouse.read(second.state, '2023-12-03')).toHaveLength(3);
  expect([...second.state.partitions.values()].map(({ record }) => record?.runId)).toEqual(['r1', 'r2', 'r1']);
});

test('a partition without rows is there, and says so', async () => {
  const { table } = fresh();
  const { state } = await warehouse.write({ table, runId: 'r1', days: { '2023-12-01': rows('a', 0) } });
  expect(state.partitions.get('2023-12-01')).toMatchObject({ rows: 0, files: [{ rows: 0 }], record: { runId: 'r1' } });
  expect(await warehouse.read(state)).toEqual([]);
});

describe('writers at once', () => {
  test('two writers of different days both land', async () => {
    const { table } = fresh();
    await warehouse.write({ table, runId: 'r0', days: { '2023-12-01': rows('a', 1) } });
    const base = await warehouse.store.load(table);
    const other = warehouse.other();
    const theirs = await other.load(table);
    await warehouse.write({ table, runId: 'r1', days: { '2023-12-02': rows('b', 2) }, base: theirs }, other);
    const last = await warehouse.write({ table, runId: 'r2', days: { '2023-12-03': rows('c', 3) }, base });
    expect(last.outcome).toBe('committed');
    expect([...last.state.partitions.keys()]).toEqual(['2023-12-01', '2023-12-02', '2023-12-03']);
  });

  test('the first two commits of a table both land', async () => {
    const { table } = fresh();
    await Promise.all([
      warehouse.write({ table, runId: 'r1', days: { '2023-12-01': rows('a', 1) }, base: null }),
      warehouse.write({ table, runId: 'r2', days: { '2023-12-02': rows('b', 1) }, base: null }, warehouse.other()),
    ]);
    expect([...((await warehouse.store.load(table))?.partitions.keys() ?? [])]).toEqual(['2023-12-01', '2023-12-02']);
  });

  test('eight writers racing on eight days all land, and every file of metadata is named', async () => {
    const { table, folder } = fresh();
    const days = Array.from({ length: 8 }, (_, at) => `2023-12-0${at + 1}`);
    await Promise.all(
      days.map(async (ds, at) => {
        const request = { table, runId: `r${at}`, days: { [ds]: rows(ds, at) }, base: null };
        return await warehouse.write(request, warehouse.other());
      }),
    );
    const state = await warehouse.other().load(table);
    expect([...(state?.partitions.values() ?? [])].map((one) => one.rows)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    const names = readdirSync(join(folder, 'metadata'));
    expect(names.filter((name) => name.endsWith('.metadata.json'))).toHaveLength(8);
    expect(names.filter((name) => name.includes('-m0.avro'))).toHaveLength(8);
    expect(readFileSync(join(folder, 'metadata', 'version-hint.text'), 'utf8')).toBe('8');
  });

  test('the base is the one the run read: a same-day commit in between is a conflict, and is not lost', async () => {
    const { table } = fresh();
    await warehouse.write({ table, runId: 'r0', days: { '2023-12-01': rows('old', 1) } });
    const base = await warehouse.store.load(table);
    await warehouse.write({ table, runId: 'r1', days: { '2023-12-01': rows('theirs', 2) }, inputs: [input('x')] });
    // The store has loaded the newer state meanwhile; only the base passed in counts.
    await warehouse.store.load(table);
    const mine = warehouse.write({ table, runId: 'r2', days: { '2023-12-01': rows('mine', 3) }, base });
    await expect(mine).rejects.toMatchObject({
      code: 'CHR2203',
      exitCode: 75,
      message: expect.stringContaining('run r1') as string,
    });
    expect((await warehouse.store.load(table))?.partitions.get('2023-12-01')).toMatchObject({ rows: 2 });
  });

  test('a same-day commit made of the same things is no conflict: the work is done', async () => {
    const { table } = fresh();
    const both = { '2023-12-01': rows('a', 1), '2023-12-02': rows('b', 1) };
    await warehouse.write({ table, runId: 'r1', days: { '2023-12-01': rows('a', 1) }, base: null });
    const half = await warehouse.write({ table, runId: 'r2', days: both, base: null });
    expect(half.outcome).toBe('committed');
    expect([...half.state.partitions.values()].map(({ record }) => record?.runId)).toEqual(['r1', 'r2']);
    const none = await warehouse.write({ table, runId: 'r3', days: both, base: null });
    expect(none.outcome).toBe('already');
  });

  test('one day in conflict stops the whole commit', async () => {
    const { table } = fresh();
    await warehouse.write({ table, runId: 'r1', days: { '2023-12-01': rows('a', 1) }, inputs: [input('x')] });
    const days = { '2023-12-01': rows('b', 1), '2023-12-02': rows('b', 1) };
    await expect(warehouse.write({ table, runId: 'r2', days, base: null })).rejects.toMatchObject({ code: 'CHR2203' });
    expect([...((await warehouse.store.load(table))?.partitions.keys() ?? [])]).toEqual(['2023-12-01']);
  });

  test('columns that changed meanwhile are a conflict, the same new column is none', async () => {
    const { table } = fresh();
    const plus = (name: string) =>
      [
        { name: 'user_id', type: { kind: 'string' } },
        { name: 'n', type: { kind: 'bigint' } },
        { name, type: { kind: 'int' } },
        { name: 'ds', type: { kind: 'date' } },
      ] as const;
    const query = (name: string) => `SELECT *, 1 AS ${name} FROM (${rows('a', 1)})`;
    await warehouse.write({ table, runId: 'r0', days: { '2023-12-01': rows('a', 1) } });
    const base = await warehouse.store.load(table);
    await warehouse.write({ table, runId: 'r1', days: { '2023-12-02': query('x') }, columns: plus('x'), base });
    await warehouse.write({ table, runId: 'r2', days: { '2023-12-03': query('x') }, columns: plus('x'), base });
    const other = warehouse.write({ table, runId: 'r3', days: { '2023-12-04': query('y') }, columns: plus('y'), base });
    await expect(other).rejects.toMatchObject({ code: 'CHR2204', exitCode: 75 });
  });
});

const input = (content: string) => ({ input: 'i', partition: 'p', version: { made: null, content } });

describe('a reply that was lost', () => {
  const losing = (after: boolean): Blobs => ({
    ...localBlobs,
    putIfAbsent: async (path, body) => {
      if (!path.endsWith('.metadata.json')) return await localBlobs.putIfAbsent(path, body);
      if (after) await localBlobs.putIfAbsent(path, body);
      throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
    },
  });

  test('the commit is found by its run id', async () => {
    const { table, folder } = fresh();
    const store = warehouse.other(losing(true));
    const { outcome } = await warehouse.write({ table, runId: 'r1', days: { '2023-12-01': rows('a', 1) } }, store);
    expect(outcome).toBe('committed');
    expect(readFileSync(join(folder, 'metadata', 'version-hint.text'), 'utf8')).toBe('1');
  });

  test('a commit that did not happen is an error, and giving up removes its files', async () => {
    const { table, folder } = fresh();
    const store = warehouse.other(losing(false));
    const writing = warehouse.write({ table, runId: 'r1', days: { '2023-12-01': rows('a', 1) } }, store);
    await expect(writing).rejects.toMatchObject({ code: 'CHR2207', message: expect.stringContaining('EIO') as string });
    expect(await warehouse.store.load(table)).toBeNull();
    expect(existsSync(join(folder, '_runs', 'r1.json'))).toBe(true);
  });
});

test('a run that commits again finds itself, also when others replaced its partition since', async () => {
  const { table } = fresh();
  const { store, engine } = warehouse;
  const request = {
    table,
    columns: [{ name: 'ds', type: { kind: 'date' } }],
    partitionColumn: 'ds',
    base: null,
    runId: 'r1',
  } as const;
  const attempt = await store.begin(request);
  const path = await attempt.dataFile('2023-12-01');
  const written = await engine.writeParquet({
    query: "SELECT DATE '2023-12-01' AS ds",
    file: path,
    schema: attempt.schema,
  });
  const record = {
    definition: { own: {}, semantics: {} },
    inputs: [],
    made: 'm',
    content: { rows: 1, hash: 'h' },
    runId: 'r1',
    engine: 'e',
  };
  const partitions = [{ ds: '2023-12-01', files: [{ path, ...written }], record }];
  expect((await store.commit(attempt, partitions)).outcome).toBe('committed');
  expect((await store.commit(attempt, partitions)).outcome).toBe('already');
  await store.abandon(attempt);
  const columns = [{ name: 'ds', type: { kind: 'date' } }] as const;
  const days = { '2023-12-01': 'SELECT UNNEST([1, 2]) AS i' };
  const wide = [{ name: 'i', type: { kind: 'int' } }, ...columns] as const;
  await warehouse.write({ table, runId: 'r2', days, columns: wide });
  const again = await store.commit(attempt, partitions);
  expect(again.outcome).toBe('already');
  expect(again.state.partitions.get('2023-12-01')).toMatchObject({ rows: 2, record: { runId: 'r2' } });
  await store.abandon(attempt);
  expect(existsSync(path)).toBe(true);
});

test('abandoning removes what was written and leaves the table', async () => {
  const { table, folder } = fresh();
  await warehouse.write({ table, runId: 'r1', days: { '2023-12-01': rows('a', 1) } });
  const base = await warehouse.store.load(table);
  const attempt = await warehouse.store.begin({
    table,
    columns: [{ name: 'ds', type: { kind: 'date' } }],
    partitionColumn: 'ds',
    base,
    runId: 'r2',
  });
  const file = await attempt.dataFile('2023-12-01');
  writeFileSync(file, 'half');
  await warehouse.store.abandon(attempt);
  expect(existsSync(file)).toBe(false);
  expect(readdirSync(join(folder, 'data', 'ds=2023-12-01'))).toEqual(['r1']);
});

test('a data file that is not what the run says is refused', async () => {
  const { table } = fresh();
  const { store, engine } = warehouse;
  const columns = [{ name: 'ds', type: { kind: 'date' } }] as const;
  const record = {
    definition: { own: {}, semantics: {} },
    inputs: [],
    made: 'm',
    content: { rows: 1, hash: 'h' },
    runId: 'r1',
    engine: 'e',
  };
  const attempt = await store.begin({ table, columns, partitionColumn: 'ds', base: null, runId: 'r1' });
  const path = await attempt.dataFile('2023-12-01');
  const written = await engine.writeParquet({
    query: "SELECT DATE '2023-12-01' AS ds",
    file: path,
    schema: attempt.schema,
  });
  const commit = async (file: object) =>
    await store.commit(attempt, [{ ds: '2023-12-01', files: [{ path, ...written, ...file }], record }]);
  await expect(commit({ rows: 2 })).rejects.toMatchObject({
    code: 'CHR2208',
    message: expect.stringContaining('1 rows, not 2') as string,
  });
  const wrongId = await attempt.dataFile('2023-12-01');
  const schema = [{ id: 9, name: 'ds', type: { kind: 'date' } }] as const;
  const other = await engine.writeParquet({ query: "SELECT DATE '2023-12-01' AS ds", file: wrongId, schema });
  await expect(commit({ path: wrongId, ...other })).rejects.toMatchObject({
    code: 'CHR2208',
    message: expect.stringContaining('field id 1') as string,
  });
  truncateSync(path, written.size - 1);
  await expect(commit({})).rejects.toMatchObject({
    code: 'CHR2208',
    message: expect.stringContaining('bytes') as string,
  });
  expect(await store.load(table)).toBeNull();
});
