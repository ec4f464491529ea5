import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { pointInTime, pointInTimeText } from '#bench/point-in-time/point-in-time';

const cache = mkdtempSync(join(tmpdir(), 'chron-bench-pit-'));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

const common = { users: 400, days: 30, rounds: 1, threads: 2, memoryLimitMb: 500, cache };
const alone = () => Promise.resolve(null);

test('the backfill of a join gives what hand-written SQL gives, in every cell', async () => {
  const report = await pointInTime({ ...common, events: 40_000, queries: 2_000, heavy: null }, alone);
  expect(report).toMatchObject({ scenario: 'point-in-time', equal: true, even: null, data: { tiles: 'false' } });
  const [one] = report.comparisons;
  expect([one?.leftRows, one?.rightRows]).toEqual([2_000, 2_000]);
  // All three windows see something.
  expect((one?.values ?? 0) / (one?.cells ?? 1)).toBeGreaterThan(0.4);
  const pieces = Object.keys(report.ours.parts);
  expect(pieces).toEqual(
    expect.arrayContaining(['query and write, training_set__features', 'query and write, training_set']),
  );
  expect(report.ours.apart).toEqual(['content hash', 'commit']);
});

test('the same where one user has most of both sides: its values come from tiles', { timeout: 120_000 }, async () => {
  const report = await pointInTime({ ...common, events: 120_000, queries: 6_000, heavy: 0.5 }, alone);
  expect(report).toMatchObject({ scenario: 'point-in-time-skewed', equal: true, data: { tiles: 'true' } });
  expect(report.even?.wall).toBeCloseTo(report.ours.counted.wall / (report.even?.side.counted.wall ?? 0), 9);
  expect(pointInTimeText(report)).toContain('without a heavy key chron takes');
});

test('more memory than the limit and 500 MB is above the bound, and said', async () => {
  const size = { ...common, events: 5_000, queries: 200, heavy: null };
  const report = await pointInTime(size, (name) => Promise.resolve(name === 'ours' ? 1_001 : 10));
  expect(report).toMatchObject({ boundMb: 1_000, within: false });
  expect(pointInTimeText(report)).toContain('ABOVE 1000 MB');
});
