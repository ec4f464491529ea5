import { expect, test } from 'vitest';
import type { ExternalNode, Fingerprint, Input, PlanNode, StagingQueryNode } from '#compiler/plan';
import { parseDay, rangeOf } from '#runtime/backfill/date-range';
import { decide, reasonText } from '#runtime/backfill/decide';
import { type InputState, inputDays, inputVersions } from '#runtime/backfill/input-versions';
import { neededRanges } from '#runtime/backfill/needed';
import { stepsOf } from '#runtime/backfill/steps';
import type { InputVersion, Partition, TableState, Version } from '#runtime/ports';
import { inputDigest, madeOf } from '#runtime/tables/digest';

const fingerprint: Fingerprint = { data: { own: { query: 'q1' }, upstream: {}, semantics: {} }, metadata: '' };
const definition = { own: { query: 'q1' }, semantics: {} };
const input = (
  ref: string,
  partitions: Input['partitions'] = { kind: 'same' },
  start: string | null = null,
): Input => ({
  ref,
  partitions,
  bounds: { start, end: null },
  missing: 'block',
});

const node = (name: string, inputs: readonly Input[], start: string | null = null): StagingQueryNode => ({
  kind: 'staging-query',
  name,
  description: null,
  source: null,
  fingerprint,
  inputs,
  output: { table: `ns.${name}`, partitionColumn: 'ds', keys: [], columns: [] },
  backfill: { start },
  query: [],
  result: [],
  setups: [],
  step: 'range',
});

const raw: ExternalNode = {
  kind: 'external',
  name: 'raw',
  description: null,
  source: null,
  fingerprint,
  format: 'csv',
  location: 'x',
  partitionColumn: null,
  dayColumn: null,
  columns: [],
};

const version = (name: string): Version => ({ made: `made ${name}`, content: `content ${name}` });

const partition = (ds: string, inputs: Partition['record'], rows = 1): Partition => ({
  ds,
  files: [],
  rows,
  record: inputs,
});

const state = (partitions: readonly Partition[]): TableState => ({
  table: 'ns.t',
  metadataLocation: '',
  schema: [],
  partitions: new Map(partitions.map((one) => [one.ds, one])),
  scan: () => ({ files: [], schema: [] }),
});

const recorded = (ds: string, of: Version, own: Readonly<Record<string, string>> = definition.own): Partition => {
  const inputs = [{ input: 'up', partition: ds, version: of }];
  const made = madeOf({ own, semantics: {} }, inputDigest(inputs));
  const content = { rows: 1, hash: made };
  return partition(ds, { definition: { own, semantics: {} }, inputs, made, content, runId: 'r', engine: 'e' });
};

/** Files of others, told apart by their folders or by their statistics. */
const filesOf = (by: 'path' | 'footer', days: readonly string[]): InputState => ({
  kind: 'files',
  files: {
    by,
    days: by === 'path' ? days : [],
    version: (day) =>
      day === null || days.includes(day) ? { made: null, content: `files of ${day ?? 'all days'}` } : 'absent',
    files: () => [],
    sizes: new Map(),
  },
});

test('what is read without a bound is recorded from the first file on, or as one where days are in the files', () => {
  const all = input('raw', { kind: 'all' });
  const days = inputDays(all, { ds: '2024-01-03' }, filesOf('path', ['2024-01-01', '2024-01-03', '2024-01-09']));
  expect(days.map(({ ds, version: of }) => [ds, of === 'absent'])).toEqual([
    ['2024-01-01', false],
    ['2024-01-02', true],
    ['2024-01-03', false],
  ]);
  const one = [{ ds: '', version: { made: null, content: 'files of all days' } }];
  expect(inputDays(all, { ds: '2024-01-03' }, filesOf('footer', ['2024-01-01']))).toEqual(one);
  expect(inputDays(input('raw', { kind: 'whole' }), { ds: '2024-01-03' }, filesOf('path', ['2024-01-01']))).toEqual(
    one,
  );
});

test('days by folders: nothing lies before the first; a day after it without a folder is missing, the newest too', () => {
  const files = filesOf('path', ['2024-01-02', '2024-01-05']);
  const missing = (of: Input, ds: string) =>
    inputDays(of, { ds }, files).map((day) => `${day.ds}${day.version === 'absent' ? ' missing' : ''}`);
  const same = input('raw', { kind: 'same' });
  expect(missing(same, '2024-01-01')).toEqual([]);
  expect(missing(same, '2024-01-02')).toEqual(['2024-01-02']);
  expect(missing(same, '2024-01-03')).toEqual(['2024-01-03 missing']);
  expect(missing(same, '2024-01-06')).toEqual(['2024-01-06 missing']);
  const window = input('raw', { kind: 'window', days: 1 });
  expect(missing(window, '2024-01-02')).toEqual(['2024-01-02']);
  expect(missing(window, '2024-01-04')).toEqual(['2024-01-03 missing', '2024-01-04 missing']);
  expect(missing(window, '2024-01-05')).toEqual(['2024-01-04 missing', '2024-01-05']);
});

const neededOf = (
  nodes: readonly PlanNode[],
  target: string,
  asked: { readonly start: string; readonly end: string },
) => neededRanges(nodes, target, { asked, times: new Map() });

test('a range is two calendar days in order', () => {
  expect(rangeOf({ start: '2024-02-28', end: '2024-02-29', backfillStart: null })).toEqual({
    start: '2024-02-28',
    end: '2024-02-29',
  });
  expect(rangeOf({ start: undefined, end: '2024-02-29', backfillStart: '2024-01-01' }).start).toBe('2024-01-01');
  expect(() => parseDay('2023-02-29', '--ds')).toThrow('there is no such day');
  expect(() => parseDay('23-2-9', '--ds')).toThrow('not a day');
  expect(() => rangeOf({ start: '2024-03-01', end: '2024-02-29', backfillStart: null })).toThrow('is after');
  expect(() => rangeOf({ start: undefined, end: '2024-02-29', backfillStart: null })).toThrow('no start');
  expect(() => rangeOf({ start: '2024-02-29', end: undefined, backfillStart: null })).toThrow('no end');
});

test('upstream days reach back by the lookback and no further than a definition starts', () => {
  const nodes: readonly PlanNode[] = [
    raw,
    node('a', [input('raw', { kind: 'unpartitioned' })], '2024-01-05'),
    node('b', [input('a', { kind: 'window', days: 8 })]),
    node('c', [input('b', { kind: 'window', days: 1 }), input('a')]),
    node('unrelated', [input('a')]),
  ];
  const needed = neededOf(nodes, 'c', { start: '2024-01-20', end: '2024-01-21' });
  expect(needed.map(({ node: { name }, days }) => [name, ...days.map(({ start, end }) => `${start}..${end}`)])).toEqual(
    [
      ['a', '2024-01-11..2024-01-21'],
      ['b', '2024-01-19..2024-01-21'],
      ['c', '2024-01-20..2024-01-21'],
    ],
  );
  const early = neededOf(nodes, 'c', { start: '2024-01-04', end: '2024-01-06' });
  expect(early.find((one) => one.node.name === 'a')?.days).toEqual([{ start: '2024-01-05', end: '2024-01-06' }]);
  expect(neededOf(nodes, 'a', { start: '2024-01-01', end: '2024-01-02' })[0]?.days).toEqual([]);
});

test('an unwindowed aggregation needs to know where its history starts', () => {
  const all = input('a', { kind: 'all' });
  const at = { start: '2024-01-20', end: '2024-01-21' };
  expect(() => neededOf([node('a', []), node('b', [all])], 'b', at)).toThrow('does not say where it starts');
  const started = neededOf([node('a', [], '2024-01-03'), node('b', [all])], 'b', at);
  expect(started[0]?.days).toEqual([{ start: '2024-01-03', end: '2024-01-21' }]);
});

test('missing, stale by definition, stale by input, by another writer, up to date', () => {
  const up = new Map([
    ['2024-01-01', version('1')],
    ['2024-01-02', version('2')],
    ['2024-01-03', version('3 changed')],
    ['2024-01-04', version('4')],
  ]);
  const tasks = decide({
    wanted: ['2024-01-01', '2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05'],
    state: state([
      recorded('2024-01-01', version('1')),
      recorded('2024-01-02', version('2'), { query: 'q0' }),
      recorded('2024-01-03', version('3')),
      partition('2024-01-04', null),
    ]),
    definition,
    force: false,
    inputs: (ds) => [{ input: 'up', partition: ds, version: up.get(ds) ?? 'absent' }],
  });
  expect(tasks.map((task) => [task.ds, reasonText(task.reason)])).toEqual([
    ['2024-01-02', 'query changed'],
    ['2024-01-03', 'input up 2024-01-03 changed'],
    ['2024-01-04', 'made by another writer'],
    ['2024-01-05', 'missing'],
  ]);
});

test('an input is unchanged if either what it was made from or its content is', () => {
  const stale = (now: Version) =>
    decide({
      wanted: ['2024-01-01'],
      state: state([recorded('2024-01-01', version('1'))]),
      definition,
      force: false,
      inputs: (ds) => [{ input: 'up', partition: ds, version: now }],
    }).length;
  expect(stale({ made: 'made 1', content: 'noise in a float' })).toBe(0);
  expect(stale({ made: 'another run', content: 'content 1' })).toBe(0);
  expect(stale({ made: 'another run', content: 'another content' })).toBe(1);
});

test('days before the first partition do not exist; holes after it are absent', () => {
  const table: InputState = {
    kind: 'table',
    state: state([recorded('2024-01-03', version('3')), recorded('2024-01-05', version('5'))]),
  };
  const days = inputDays(input('up', { kind: 'window', days: 4 }), { ds: '2024-01-05' }, table);
  expect(days.map((day) => [day.ds, day.version === 'absent'])).toEqual([
    ['2024-01-03', false],
    ['2024-01-04', true],
    ['2024-01-05', false],
  ]);
  const bounded = inputDays(input('up', { kind: 'window', days: 4 }, '2024-01-02'), { ds: '2024-01-05' }, table);
  expect(bounded[0]).toEqual({ ds: '2024-01-02', version: 'absent' });
});

test('a cumulative input is the own day, else the earliest later one; the newest is recorded and kept', () => {
  const table: InputState = {
    kind: 'table',
    state: state([recorded('2024-01-03', version('3')), recorded('2024-01-05', version('5'))]),
  };
  const own = input('up', { kind: 'cumulative', read: 'own', shift: null });
  const day = (of: Input, ds: string, before?: string) => inputDays(of, { ds, ...(before && { before }) }, table)[0];
  expect(day(own, '2024-01-03')?.ds).toBe('2024-01-03');
  expect(day(own, '2024-01-04')?.ds).toBe('2024-01-05');
  expect(day(own, '2024-01-01')?.ds).toBe('2024-01-03');
  expect(day(own, '2024-01-06')).toEqual({ ds: '2024-01-06', version: 'absent' });
  const pinned: Input = { ...own, bounds: { start: null, end: '2024-01-03' } };
  expect(day(pinned, '2024-01-05')?.ds).toBe('2024-01-03');
  const latest = input('up', { kind: 'cumulative', read: 'latest', shift: null });
  expect(day(latest, '2024-01-01')?.ds).toBe('newest 2024-01-05');
  expect(day(latest, '2024-01-01', '2024-01-03')?.ds).toBe('newest 2024-01-03');
  expect(day(latest, '2024-01-01', '2024-01-02')?.ds).toBe('newest 2024-01-05');
});

test('a long history is recorded as one entry and its recent days', () => {
  const days = Array.from({ length: 100 }, (_, index) => ({ ds: `day ${index}`, version: version(`${index}`) }));
  const entries = inputVersions(input('up', { kind: 'all' }), days);
  expect(entries).toHaveLength(32);
  expect(entries[0]?.partition).toBe('day 0..day 68');
  const restated = days.map((day, index) => (index === 5 ? { ...day, version: version('new') } : day));
  expect(inputVersions(input('up', { kind: 'all' }), restated)[0]).not.toEqual(entries[0]);
  const rerun = days.map((day, index) =>
    index === 5 ? { ...day, version: { made: 'x', content: 'content 5' } } : day,
  );
  const contentOf = (entry: InputVersion<string | null> | undefined) =>
    entry === undefined || entry.version === 'absent' ? null : entry.version.content;
  expect(contentOf(inputVersions(input('up', { kind: 'all' }), rerun)[0])).toBe(contentOf(entries[0]));
});

test('steps are runs of consecutive days', () => {
  const days = ['2024-01-30', '2024-01-31', '2024-02-01', '2024-02-03'];
  expect(stepsOf(days, 2)).toEqual([
    { start: '2024-01-30', end: '2024-01-31' },
    { start: '2024-02-01', end: '2024-02-01' },
    { start: '2024-02-03', end: '2024-02-03' },
  ]);
  expect(stepsOf(days, 30)).toHaveLength(2);
  expect(stepsOf([], 30)).toEqual([]);
});
