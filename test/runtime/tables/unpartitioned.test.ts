import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWarehouse, rows, type Warehouse } from './warehouse.ts';

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openWarehouse();
});
afterAll(async () => await warehouse.close());

test('a table without partitions is one set of rows, replaced as a whole; a pinned state stays readable', async () => {
  const first = await warehouse.write({ table: 'team.one', runId: 'r1', days: { whole: rows('a', 2) } });
  expect(first.outcome).toBe('committed');
  expect([...first.state.partitions.keys()]).toEqual(['']);
  const second = await warehouse.write({ table: 'team.one', runId: 'r2', days: { whole: rows('b', 1) } });
  expect(await warehouse.read(second.state)).toEqual([{ user_id: 'b0', n: 0n }]);
  expect(await warehouse.read(first.state)).toHaveLength(2);
  const loaded = await warehouse.other().load('team.one');
  expect(loaded?.partitions.get('')).toMatchObject({ rows: 1, record: { runId: 'r2' } });
  const metadata = JSON.parse(readFileSync(second.state.metadataLocation, 'utf8')) as Record<string, unknown>;
  expect(metadata).toMatchObject({ 'partition-specs': [{ 'spec-id': 0, fields: [] }], 'last-partition-id': 999 });
});

test('a commit in between is a conflict; one made of the same things is none', async () => {
  const { state: base } = await warehouse.write({ table: 'team.two', runId: 'r1', days: { whole: rows('a', 2) } });
  await warehouse.write({ table: 'team.two', runId: 'r2', days: { whole: rows('b', 1) } });
  // The writes of this test are all made of the same definition and inputs.
  const same = await warehouse.write({ table: 'team.two', runId: 'r3', days: { whole: rows('c', 3) }, base });
  expect(same.outcome).toBe('already');
  const inputs = [{ input: 'x', partition: '', version: { made: null, content: 'y' } }];
  await expect(
    warehouse.write({ table: 'team.two', runId: 'r4', days: { whole: rows('d', 4) }, base, inputs }),
  ).rejects.toMatchObject({ code: 'CHR2203', exitCode: 75 });
});

test('neither becomes the other', async () => {
  await warehouse.write({ table: 'team.whole', runId: 'r1', days: { whole: rows('a', 1) } });
  await expect(
    warehouse.write({ table: 'team.whole', runId: 'r2', days: { '2023-12-01': rows('a', 1) } }),
  ).rejects.toMatchObject({ code: 'CHR2202', message: expect.stringContaining('is without partitions') as string });
  await warehouse.write({ table: 'team.days', runId: 'r1', days: { '2023-12-01': rows('a', 1) } });
  await expect(
    warehouse.write({ table: 'team.days', runId: 'r2', days: { whole: rows('a', 1) } }),
  ).rejects.toMatchObject({ code: 'CHR2202', message: expect.stringContaining('is partitioned by ds') as string });
});
