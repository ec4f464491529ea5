import { expect, test } from 'vitest';
import { daysBetween } from '#compiler';
import type { Input, StagingQueryNode } from '#compiler/plan';
import { isSure, type Task } from '#runtime/backfill/decide';
import { inputDays, inputVersions } from '#runtime/backfill/input-versions';
import type { Target } from '#runtime/backfill/tasks';
import { isPlanned, plannedState } from '#runtime/plan/planned-state';
import type { InputVersion, Partition, PartitionRecord, TableState } from '#runtime/ports';
import { inputDigest, madeOf, settled, staleness } from '#runtime/tables/digest';

const definition = { own: { query: 'q1' }, semantics: {} };
const upstream = (day: string, content: string | null): InputVersion<string | null> => ({
  input: 'up',
  partition: day,
  version: { made: content === null ? null : `made ${content}`, content },
});

const recorded = (ds: string, content: string): Partition => {
  const inputs = settled([upstream(ds, content)]) ?? [];
  const made = madeOf(definition, inputDigest(inputs));
  const record = { definition, inputs, made, content: { rows: 1, hash: ds }, runId: 'r', engine: 'e' };
  return { ds, files: [{ path: `/${ds}.parquet`, rows: 1, size: 10 }], rows: 1, record };
};

const stateOf = (partitions: readonly Partition[]): TableState => ({
  table: 'shop.t',
  metadataLocation: '/v1.metadata.json',
  schema: [],
  partitions: new Map(partitions.map((one) => [one.ds, one])),
  scan: () => ({ files: [], schema: [] }),
});

const node = {
  output: { table: 'shop.t', columns: [] as readonly never[] },
  fingerprint: { data: { ...definition, upstream: {} }, metadata: '' },
} as unknown as StagingQueryNode;
const target = { node } as unknown as Target;

const forced = (ds: string, content: string | null): Task => ({
  ds,
  inputs: [upstream(ds, content)],
  reason: { kind: 'forced' },
});

const all: Input = { ref: 'shop.t', partitions: { kind: 'all' }, bounds: { start: null, end: null }, missing: 'block' };
const versionsAt = (state: TableState, ds: string) =>
  inputVersions(all, inputDays(all, { ds }, { kind: 'table', state }));

/** What a reader of all days up to `ds`, recorded over `before`, would find changed over `now`. */
const changes = (before: TableState, now: TableState, ds: string) => {
  const inputs = settled(versionsAt(before, ds));
  if (inputs === null) throw new Error('it was made from what is there');
  const record: PartitionRecord = {
    definition,
    inputs,
    made: '',
    content: { rows: 1, hash: '' },
    runId: '',
    engine: '',
  };
  return staleness({ record, definition, inputs: versionsAt(now, ds) });
};

const days = daysBetween('2024-01-01', '2024-03-01');
const before = stateOf(days.map((ds) => recorded(ds, 'a')));

test('computed again of the same things it stays what it is; of others its rows are not known before', () => {
  const same = plannedState(target, before, [forced('2024-02-20', 'a')]);
  expect(isPlanned(same, '2024-02-20')).toBe(true);
  expect(changes(before, same, '2024-03-01')).toBeNull();
  const other = plannedState(target, before, [forced('2024-02-20', 'b')]);
  const found = changes(before, other, '2024-03-01');
  expect(found?.changedInputs).toEqual([{ input: 'shop.t', partition: '2024-02-20', kind: 'recomputed' }]);
  expect(found !== null && isSure({ kind: 'stale', ...found })).toBe(false);
  expect(changes(before, other, '2024-02-19')).toBeNull();
  // The files are those from before: what else is known of its size.
  expect(other.scan({ from: '2024-02-20', to: '2024-02-20' }).files).toEqual(['/2024-02-20.parquet']);
});

test('days so old that they are recorded as one are not known either, where one of them is not', () => {
  const other = plannedState(target, before, [forced('2024-01-05', null)]);
  expect(changes(before, other, '2024-03-01')?.changedInputs).toEqual([
    { input: 'shop.t', partition: '2024-01-01..2024-01-30', kind: 'recomputed' },
  ]);
});

test('a partition that comes to be is there for sure, whatever its rows', () => {
  const hole = stateOf(days.filter((ds) => ds !== '2024-02-20').map((ds) => recorded(ds, 'a')));
  const filled = plannedState(target, hole, [{ ...forced('2024-02-20', null), reason: { kind: 'missing' } }]);
  expect([...filled.partitions.keys()]).toEqual(days);
  const found = changes(hole, filled, '2024-03-01');
  expect(found?.changedInputs).toEqual([{ input: 'shop.t', partition: '2024-02-20', kind: 'appeared' }]);
  expect(found !== null && isSure({ kind: 'stale', ...found })).toBe(true);
});

test('what is not computed yet is never recorded', () => {
  expect(settled([upstream('2024-01-01', 'a'), upstream('2024-01-02', null)])).toBeNull();
});
