import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Commit } from '#runtime/ports';
import { formatMetadata, parseMetadata } from '#runtime/tables/metadata-json';
import { openWarehouse, rows, type Warehouse } from './warehouse.ts';

let warehouse: Warehouse;
let now = new Date('2024-01-01T00:00:00Z');
let count = 0;

beforeAll(async () => {
  warehouse = await openWarehouse(() => now);
});
afterAll(async () => await warehouse.close());

type Json = Record<string, unknown>;
const metadataOf = ({ state }: Commit): Json => parseMetadata(readFileSync(state.metadataLocation, 'utf8')) as Json;

const table = (): { readonly table: string; readonly metadata: string } => {
  count += 1;
  return { table: `team.t${count}`, metadata: join(warehouse.folder, 'warehouse', 'team', `t${count}`, 'metadata') };
};

/** Writes a table, then lets another writer change its newest metadata. */
const foreign = async (change: (metadata: Json) => void): Promise<string> => {
  const { table: name } = table();
  const commit = await warehouse.write({ table: name, runId: 'r1', days: { '2023-12-01': rows('a', 1) } });
  const metadata = metadataOf(commit);
  change(metadata);
  writeFileSync(commit.state.metadataLocation.replace('v1.', 'v2.'), formatMetadata(metadata));
  return name;
};

test('snapshots are cut to a hundred, but not younger than a week nor named by a tag', async () => {
  const { table: name } = table();
  const at = async (day: number, runId: string) => {
    now = new Date(Date.UTC(2024, 0, 1) + day * 86_400_000);
    return await warehouse.write({ table: name, runId, days: { '2023-12-01': rows('a', 1) } });
  };
  const first = await at(0, 'first');
  const metadata = metadataOf(first);
  const [tagged] = metadata['snapshots'] as readonly Json[];
  metadata['refs'] = { ...(metadata['refs'] as Json), keep: { 'snapshot-id': tagged?.['snapshot-id'], type: 'tag' } };
  writeFileSync(first.state.metadataLocation.replace('v1.', 'v2.'), formatMetadata(metadata));
  for (let at2 = 0; at2 < 3; at2 += 1) await at(1 + at2 / 10, `old-${at2}`);
  for (let at2 = 0; at2 < 103; at2 += 1) await at(20 + at2 / 100, `new-${at2}`);
  const last = metadataOf(await at(21.05, 'last'));
  const runs = (last['snapshots'] as readonly Json[]).map((one) => (one['summary'] as Json)['chron.run-id']);
  expect(runs).toHaveLength(105);
  expect(runs[0]).toBe('first');
  expect(runs[1]).toBe('new-0');
  expect(runs.at(-1)).toBe('last');
  expect(last['snapshot-log']).toHaveLength(105);
  expect(last['metadata-log']).toHaveLength(100);
  expect(last['last-sequence-number']).toBe(108);
});

test('a clock that goes back does not turn history round', async () => {
  const { table: name } = table();
  now = new Date('2024-05-01T00:00:00Z');
  await warehouse.write({ table: name, runId: 'r1', days: { '2023-12-01': rows('a', 1) } });
  now = new Date('2024-04-01T00:00:00Z');
  const metadata = metadataOf(
    await warehouse.write({ table: name, runId: 'r2', days: { '2023-12-01': rows('b', 1) } }),
  );
  const times = (metadata['snapshots'] as readonly Json[]).map((one) => one['timestamp-ms']);
  expect(times).toEqual([Date.UTC(2024, 4, 1), Date.UTC(2024, 4, 1)]);
});

test("other writers' ids beyond 2^53, unknown fields, tags and properties survive our commits", async () => {
  const big = 9_100_000_000_000_000_001n;
  const name = await foreign((metadata) => {
    const [snapshot] = metadata['snapshots'] as readonly Json[];
    metadata['snapshots'] = [{ ...snapshot, 'snapshot-id': big }];
    metadata['current-snapshot-id'] = big;
    metadata['refs'] = {
      main: { 'snapshot-id': big, type: 'branch', 'max-ref-age-ms': 5 },
      t: { 'snapshot-id': big, type: 'tag' },
    };
    metadata['snapshot-log'] = [{ 'snapshot-id': big, 'timestamp-ms': 1 }];
    metadata['properties'] = { ...(metadata['properties'] as Json), owner: 'ada' };
    metadata['statistics'] = [{ 'snapshot-id': big, 'file-footer-size-in-bytes': 1.5 }];
  });
  const before = await warehouse.store.load(name);
  expect(before?.partitions.get('2023-12-01')).toMatchObject({ rows: 1, record: { runId: 'r1' } });
  const commit = await warehouse.write({ table: name, runId: 'r2', days: { '2023-12-02': rows('b', 1) } });
  expect([...commit.state.partitions.keys()]).toEqual(['2023-12-01', '2023-12-02']);
  const metadata = metadataOf(commit);
  const snapshots = metadata['snapshots'] as readonly Json[];
  expect(snapshots.map((one) => [one['snapshot-id'] === big, one['parent-snapshot-id'] === big])).toEqual([
    [true, false],
    [false, true],
  ]);
  expect(metadata).toMatchObject({
    properties: { owner: 'ada' },
    statistics: [{ 'snapshot-id': big, 'file-footer-size-in-bytes': 1.5 }],
    refs: { main: { 'max-ref-age-ms': 5 }, t: { 'snapshot-id': big, type: 'tag' } },
  });
});

describe('what this program cannot read is refused by name', () => {
  const set = (change: Json) => (metadata: Json) => {
    Object.assign(metadata, change);
  };
  const spec = (fields: readonly Json[]) => set({ 'partition-specs': [{ 'spec-id': 0, fields }] });
  const field = (id: number, transform: string) => ({
    'source-id': id,
    'field-id': 1000 + id,
    name: `p${id}`,
    transform,
  });

  test.each([
    ['another format', set({ 'format-version': 3 }), 'CHR2206', 'version 3'],
    ['no partitions', spec([]), 'CHR2206', 'partitioned'],
    ['two partition columns', spec([field(3, 'identity'), field(1, 'identity')]), 'CHR2206', 'partitioned'],
    ['months', spec([field(3, 'month')]), 'CHR2206', 'partitioned'],
    ['a text partition', spec([field(1, 'identity')]), 'CHR2206', 'partitioned'],
    ['names instead of ids', set({ properties: { 'schema.name-mapping.default': '[]' } }), 'CHR2206', 'field ids'],
    ['no schemas', set({ schemas: [] }), 'CHR2200', 'lacks its current schema'],
    ['no snapshots where one is current', set({ snapshots: [] }), 'CHR2200', 'lacks its current snapshot'],
    ['a list of snapshots that is none', set({ snapshots: 'none' }), 'CHR2200', 'snapshots'],
  ])('%s', async (_what, change, code, message) => {
    const name = await foreign(change);
    await expect(warehouse.store.load(name)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message) as string,
    });
  });

  test('a spec that changed under old files', async () => {
    const name = await foreign((metadata) => {
      metadata['default-spec-id'] = 1;
      metadata['partition-specs'] = [
        ...(metadata['partition-specs'] as Json[]),
        { 'spec-id': 1, fields: [field(3, 'identity')] },
      ];
    });
    await expect(warehouse.store.load(name)).rejects.toMatchObject({
      code: 'CHR2206',
      message: expect.stringContaining('older partition spec') as string,
    });
  });
});

describe('damage is named, never read as an older or smaller table', () => {
  const damaged = async (pick: RegExp, damage: (path: string) => void) => {
    const { table: name, metadata } = table();
    await warehouse.write({ table: name, runId: 'r1', days: { '2023-12-01': rows('a', 1) } });
    const found = readdirSync(metadata).find((one) => pick.test(one));
    damage(join(metadata, found ?? 'nothing'));
    return warehouse.other().load(name);
  };
  const files = [/^v1\.metadata\.json$/, /-m0\.avro$/, /^snap-.*\.avro$/, /^partitions-.*\.json$/];

  test.each(files)('%s cut short', async (pick) => {
    const loading = damaged(pick, (path) => truncateSync(path, readFileSync(path).length - 10));
    await expect(loading).rejects.toMatchObject({ code: 'CHR2200' });
  });

  test('a list that lost its lines', async () => {
    const loading = damaged(/^snap-.*\.avro$/, (path) => {
      const bytes = readFileSync(path);
      // The sync marker stands behind the header and again at the end.
      truncateSync(path, bytes.indexOf(bytes.subarray(-16)) + 16);
    });
    await expect(loading).rejects.toMatchObject({
      code: 'CHR2200',
      message: expect.stringContaining('0 files') as string,
    });
  });

  test.each(files)('%s gone', async (pick) => {
    await expect(damaged(pick, (path) => rmSync(path))).rejects.toMatchObject({ code: 'CHR2200' });
  });
});

test('a partition that others rewrote is foreign, and can be replaced', async () => {
  const { table: name } = table();
  await warehouse.write({ table: name, runId: 'r1', days: { '2023-12-01': rows('a', 1), '2023-12-02': rows('b', 1) } });
  const commit = await warehouse.write({ table: name, runId: 'r2', days: { '2023-12-01': rows('c', 2) } });
  // Another writer knows nothing of our property: it carries the older one along.
  const metadata = metadataOf(commit);
  const old = parseMetadata(readFileSync(commit.state.metadataLocation.replace('v2.', 'v1.'), 'utf8')) as Json;
  metadata['properties'] = old['properties'];
  writeFileSync(commit.state.metadataLocation.replace('v2.', 'v3.'), formatMetadata(metadata));
  const state = await warehouse.store.load(name);
  expect(state?.partitions.get('2023-12-01')).toMatchObject({ rows: 2, record: null });
  expect(state?.partitions.get('2023-12-02')).toMatchObject({ record: { runId: 'r1' } });
  const again = await warehouse.write({ table: name, runId: 'r3', days: { '2023-12-01': rows('d', 3) } });
  expect([...again.state.partitions.values()].map(({ record }) => record?.runId)).toEqual(['r3', 'r1']);
});
