import { expect, test } from 'vitest';
import type { InputVersion, PartitionRecord } from '#runtime/ports';
import { dayText } from '#runtime/tables/day';
import { formatPartitionFile, parsePartitionFile, type RecordedPartition } from '#runtime/tables/partition-file';

const record = (inputs: readonly InputVersion[], own = 'k'): PartitionRecord => ({
  definition: { own: { keys: own }, semantics: { sum: 1 } },
  inputs,
  made: 'm',
  content: { rows: 3, hash: 'h' },
  runId: 'r',
  engine: 'duckdb',
});
const input = (partition: string, content = 'c', name = 'up'): InputVersion => ({
  input: name,
  partition,
  version: { made: null, content },
});
const through = (partitions: ReadonlyMap<string, RecordedPartition>) =>
  parsePartitionFile(Buffer.from(formatPartitionFile(partitions)), 'partitions.json');

test('records come back whole', () => {
  const partitions = new Map<string, RecordedPartition>([
    ['2023-12-01', { files: ['file:///a'], record: record([{ ...input('d0'), version: 'absent' }, input('d1')]) }],
    [
      '2023-12-02',
      {
        files: ['file:///b', 'file:///c'],
        record: record([input('d1', 'y', 'other'), input('d1'), input('d1', 'z')], 'edited'),
      },
    ],
    ['2023-12-03', { files: [], record: record([]) }],
  ]);
  const plain = (all: ReadonlyMap<string, RecordedPartition>) =>
    [...all].map(([ds, one]) => [
      ds,
      { ...one, record: { ...one.record, inputs: one.record.inputs.map((each) => JSON.stringify(each)).sort() } },
    ]);
  expect(plain(through(partitions))).toEqual(plain(partitions));
});

test('a thousand days that each read everything before them stay small and quick', () => {
  const inputs = Array.from({ length: 1000 }, (_, day) => input(dayText(19_000 + day), `content ${day}`));
  const partitions = new Map(
    inputs.map((one, day) => [one.partition, { files: [`file:///${day}`], record: record(inputs.slice(0, day + 1)) }]),
  );
  const started = performance.now();
  const text = formatPartitionFile(partitions);
  expect(text.length).toBeLessThan(500_000);
  expect(parsePartitionFile(Buffer.from(text), 'x').get(dayText(19_999))?.record.inputs).toEqual(inputs);
  expect(performance.now() - started).toBeLessThan(5000);
});

test.each(['', '{}', '{"version":2,"inputs":[],"definitions":[],"partitions":{}}'])('%j is refused by name', (text) => {
  expect(() => parsePartitionFile(Buffer.from(text), 'partitions.json')).toThrow('partitions.json cannot be read');
});
