import { describe, expect, test } from 'vitest';
import type { DefinitionVersion, InputVersion, Partition, PartitionRecord, Version } from '#runtime/ports';
import { inputDigest, madeOf, staleness } from '#runtime/tables/digest';
import { versionOf } from '#runtime/tables/version';

const definition: DefinitionVersion = { own: { keys: 'k', 'column:a': 'a' }, semantics: { sum: 1 } };
const at = (partition: string, version: Version | 'absent', input = 'up'): InputVersion => ({
  input,
  partition,
  version,
});
const version = (made: string | null, content: string): Version => ({ made, content });

const made = (inputs: readonly InputVersion[], of = definition): PartitionRecord => ({
  definition: of,
  inputs,
  made: madeOf(of, inputDigest(inputs)),
  content: { rows: 1, hash: 'h' },
  runId: 'r',
  engine: 'e',
});

const days = [at('2023-12-01', version('m1', 'c1')), at('2023-12-02', version('m2', 'c2'))];

describe('digests', () => {
  test('the order of inputs and of names does not matter', () => {
    expect(inputDigest(days.toReversed())).toBe(inputDigest(days));
    const turned = { own: { 'column:a': 'a', keys: 'k' }, semantics: { sum: 1 } };
    expect(madeOf(turned, 'd')).toBe(madeOf(definition, 'd'));
  });

  test.each([
    ['another content', [at('2023-12-01', version('m1', 'x')), days[1]]],
    ['another made', [at('2023-12-01', version('x', 'c1')), days[1]]],
    ['no made', [at('2023-12-01', version(null, 'c1')), days[1]]],
    ['an absent day', [at('2023-12-01', 'absent'), days[1]]],
    ['a day more', [...days, at('2023-12-03', 'absent')]],
    ['a day less', [days[0]]],
    ['another input', [at('2023-12-01', version('m1', 'c1'), 'other'), days[1]]],
    ['text that runs together', [at('2023-12-0', version('1m1', 'c1')), days[1]]],
  ])('%s is another digest', (_what, inputs) => {
    expect(inputDigest(inputs.filter((one) => one !== undefined))).not.toBe(inputDigest(days));
  });

  test('a definition, an operation and the inputs each change what is made', () => {
    const all = [
      madeOf(definition, 'd'),
      madeOf(definition, 'e'),
      madeOf({ ...definition, own: { ...definition.own, keys: 'x' } }, 'd'),
      madeOf({ ...definition, semantics: { sum: 2 } }, 'd'),
    ];
    expect(new Set(all).size).toBe(4);
  });
});

describe('staleness', () => {
  const judge = (inputs: readonly InputVersion[], of = definition) =>
    staleness({ record: made(days), definition: of, inputs });

  test('the same definition and inputs: up to date', () => {
    expect(judge(days.toReversed())).toBeNull();
  });

  test('a forced rerun upstream (equal made, other bits) changes nothing', () => {
    expect(judge([at('2023-12-01', version('m1', 'noise')), at('2023-12-02', version('m2', 'c2'))])).toBeNull();
  });

  test('a restatement that left the rows equal (other made, equal content) changes nothing', () => {
    expect(judge([at('2023-12-01', version('new', 'c1')), at('2023-12-02', version(null, 'c2'))])).toBeNull();
  });

  test('two foreign versions are equal by content alone, never because both have no made', () => {
    const record = made([at('p', version(null, 'c1'))]);
    expect(staleness({ record, definition, inputs: [at('p', version(null, 'c1'))] })).toBeNull();
    expect(staleness({ record, definition, inputs: [at('p', version(null, 'c2'))] })?.changedInputs).toEqual([
      { input: 'up', partition: 'p', kind: 'changed' },
    ]);
  });

  test('changed, late and lost inputs are named', () => {
    const record = made([...days, at('2023-12-03', 'absent'), at('2023-12-04', 'absent')]);
    const inputs = [
      at('2023-12-04', 'absent'),
      at('2023-12-03', version('m3', 'c3')),
      at('2023-12-02', 'absent'),
      at('2023-12-01', version('x', 'x')),
    ];
    expect(staleness({ record, definition, inputs })).toEqual({
      changedParts: [],
      changedInputs: [
        { input: 'up', partition: '2023-12-01', kind: 'changed' },
        { input: 'up', partition: '2023-12-02', kind: 'disappeared' },
        { input: 'up', partition: '2023-12-03', kind: 'appeared' },
      ],
    });
  });

  test('a lookback that grew or shrank is seen', () => {
    expect(judge([...days, at('2023-12-03', 'absent')])?.changedInputs).toMatchObject([{ kind: 'appeared' }]);
    expect(judge(days.slice(1))?.changedInputs).toMatchObject([{ partition: '2023-12-01', kind: 'disappeared' }]);
  });

  test('changed, new and removed parts and operations are named', () => {
    const edited = { own: { keys: 'x', 'column:b': 'b' }, semantics: { sum: 2, count: 1 } };
    expect(judge(days, edited)).toEqual({
      changedParts: ['column:a', 'column:b', 'keys', 'semantics:count', 'semantics:sum'],
      changedInputs: [],
    });
  });
});

describe('versions', () => {
  const files = [
    { path: '/b', rows: 1, size: 2 },
    { path: '/a', rows: 3, size: 4 },
  ];
  const partition: Partition = { ds: 'd', files, rows: 4, record: null };

  test('our partition speaks by what it was made of and by its content', () => {
    const record = made(days);
    expect(versionOf({ ...partition, record })).toEqual({ made: record.made, content: '1:h' });
  });

  test('a foreign one speaks by its files, in any order', () => {
    const foreign = versionOf(partition);
    expect(foreign).toMatchObject({ made: null });
    expect(versionOf({ ...partition, files: files.toReversed() })).toEqual(foreign);
    expect(versionOf({ ...partition, files: files.slice(1) })).not.toEqual(foreign);
    expect(versionOf(undefined)).toBe('absent');
  });
});

test('restating one day upstream makes stale exactly the days whose lookback holds it', () => {
  const day = (n: number) => `2023-12-${String(n).padStart(2, '0')}`;
  const upstream = new Map(Array.from({ length: 20 }, (_, n) => [day(n + 1), version(`m${n}`, `c${n}`)]));
  const inputs = (n: number) =>
    Array.from({ length: 8 }, (_, back) => at(day(n - back), upstream.get(day(n - back)) ?? 'absent'));
  const records = new Map(Array.from({ length: 15 }, (_, n) => [n + 5, made(inputs(n + 5))]));
  const stale = () =>
    [...records].filter(([n, record]) => staleness({ record, definition, inputs: inputs(n) }) !== null).map(([n]) => n);
  expect(stale()).toEqual([]);
  upstream.set(day(21), version('m', 'c'));
  expect(stale()).toEqual([]);
  upstream.set(day(8), version('x', 'x'));
  expect(stale()).toEqual([8, 9, 10, 11, 12, 13, 14, 15]);
});
