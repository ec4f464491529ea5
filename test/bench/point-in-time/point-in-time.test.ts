import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { pointInTime } from '#bench/point-in-time/point-in-time';
import { reportText } from '#bench/report';

const cache = mkdtempSync(join(tmpdir(), 'chron-bench-pit-'));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

const common = { users: 400, days: 30, rounds: 1, threads: 2, memoryLimit: '500MB', cache };
const alone = () => Promise.resolve(null);

test('the features of a part are what hand-written SQL gives, in every cell', async () => {
  const report = await pointInTime({ ...common, events: 40_000, queries: 2_000, heavy: null }, alone);
  expect(report).toMatchObject({ scenario: 'point-in-time', equal: true, data: { tiles: 'false' } });
  const [one] = report.comparisons;
  // All three windows see something.
  expect(one?.leftRows).toBeGreaterThan(1_500);
  expect((one?.values ?? 0) / (one?.cells ?? 1)).toBeGreaterThan(0.4);
  expect(reportText(report)).toContain('look for heavy keys');
});

test('the same where one user has most of both sides: its values come from tiles', { timeout: 120_000 }, async () => {
  const report = await pointInTime({ ...common, events: 120_000, queries: 6_000, heavy: 0.5 }, alone);
  expect(report).toMatchObject({ scenario: 'point-in-time-skewed', equal: true, data: { tiles: 'true' } });
});
