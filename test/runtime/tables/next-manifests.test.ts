import { expect, test } from 'vitest';
import type { NewPartition } from '#runtime/ports';
import { dayNumber, dayText } from '#runtime/tables/day';
import type { Manifest, ManifestEntry } from '#runtime/tables/manifest';
import { manifestLine, nextManifests } from '#runtime/tables/next-manifests';

const entry = (ds: string, path: string, rows: number): ManifestEntry => ({
  status: 1,
  snapshot_id: 7,
  sequence_number: 3,
  file_sequence_number: 3,
  data_file: {
    content: 0,
    file_path: path,
    file_format: 'PARQUET',
    partition: { ds: dayNumber(ds) },
    record_count: rows,
    file_size_in_bytes: 10,
    column_sizes: [{ key: 1, value: 5 }],
  },
});
const manifest = (path: string): Manifest => ({ ...({} as Manifest), manifest_path: path });

const partition = (ds: string): NewPartition => ({
  ds,
  files: [{ path: `/new/${ds}`, rows: 5, size: 50 }],
  record: {
    definition: { own: {}, semantics: {} },
    inputs: [],
    made: '',
    content: { rows: 5, hash: '' },
    runId: '',
    engine: '',
  },
});

/** One manifest of several days, as other writers make them; one of a day that stays; one that is empty. */
const manifests = [
  {
    manifest: manifest('mixed'),
    entries: [entry('2023-12-01', 'a', 1), entry('2023-12-02', 'b', 2), entry('2023-12-03', 'c', 4)],
  },
  { manifest: manifest('kept'), entries: [entry('2023-12-04', 'd', 8)] },
  { manifest: manifest('empty'), entries: [] },
  { manifest: manifest('alone'), entries: [entry('2023-12-02', 'e', 16)] },
];

test('replaced files are deleted once, files of other days stay once, the rest is carried', () => {
  const { fresh, carried } = nextManifests({
    newest: { table: 't', manifests },
    partitions: [partition('2023-12-02'), partition('2023-12-03'), partition('2023-12-09')],
    partitionColumn: 'ds',
    snapshotId: 9,
  });
  expect(carried.map((one) => one.manifest_path)).toEqual(['kept']);
  const shown = fresh.map(({ ds, entries }) => [
    ds,
    entries.map((one) => [one.status, one.data_file.file_path, one.snapshot_id, one.sequence_number]),
  ]);
  expect(shown).toEqual([
    [
      '2023-12-02',
      [
        [1, 'file:///new/2023-12-02', 9, null],
        [0, 'a', 7, 3],
        [2, 'b', 9, 3],
        [2, 'e', 9, 3],
      ],
    ],
    [
      '2023-12-03',
      [
        [1, 'file:///new/2023-12-03', 9, null],
        [2, 'c', 9, 3],
      ],
    ],
    ['2023-12-09', [[1, 'file:///new/2023-12-09', 9, null]]],
  ]);
  expect(fresh[0]?.entries[1]?.data_file['column_sizes']).toEqual([{ key: 1, value: 5 }]);

  const line = manifestLine({
    entries: fresh[0]?.entries ?? [],
    location: 'x',
    length: 1,
    specId: 0,
    snapshotId: 9,
    sequenceNumber: 4,
  });
  expect(line).toMatchObject({
    min_sequence_number: 3,
    added_files_count: 1,
    existing_files_count: 1,
    deleted_files_count: 2,
    added_rows_count: 5,
    existing_rows_count: 1,
    deleted_rows_count: 18,
  });
  const [bounds] = line['partitions'] as readonly { lower_bound: Buffer; upper_bound: Buffer }[];
  expect([bounds?.lower_bound, bounds?.upper_bound].map((one) => dayText(one?.readInt32LE() ?? 0))).toEqual([
    '2023-12-01',
    '2023-12-02',
  ]);
});
