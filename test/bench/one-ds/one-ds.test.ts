import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { oneDs } from '#bench/one-ds/one-ds';
import { type Report, reportText } from '#bench/report';

const cache = mkdtempSync(join(tmpdir(), 'chron-bench-one-ds-'));
let report: Report;

beforeAll(async () => {
  const size = { events: 20_000, users: 3000, days: 44 };
  report = await oneDs({ ...size, rounds: 1, threads: 2, cache }, () => Promise.resolve(null));
});

afterAll(() => rmSync(cache, { recursive: true, force: true }));

test('a backfill gives what both ways to write it by hand give, in every cell', () => {
  expect(report.equal).toBe(true);
  expect(report.comparisons).toHaveLength(2);
  for (const one of report.comparisons) {
    expect(one.leftRows).toBe(one.rightRows);
    expect(one.cells).toBe(one.leftRows * 12);
    // Most users have events within 30 days, few within one: a third to a half of the cells hold a value.
    expect(one.values / one.cells).toBeGreaterThan(0.4);
    expect(one.values / one.cells).toBeLessThan(0.9);
  }
});

test('the report names the fastest rival, what stands apart, and where it was measured', () => {
  expect(report.rivals.map(({ name }) => name)).toEqual(['hand-written SQL, filter', 'hand-written SQL, column']);
  expect(Object.keys(report.ours.parts).sort()).toEqual([
    'commit',
    'content hash',
    'look at files and statistics',
    'query and write',
    'rest',
  ]);
  const { counted, whole, parts } = report.ours;
  const apart = (parts['commit']?.wall ?? 0) + (parts['content hash']?.wall ?? 0);
  expect(counted.wall + apart).toBeCloseTo(whole.wall, 6);
  const best = Math.min(...report.rivals.map((one) => one.counted.wall));
  expect(report.ratio.wall).toBeCloseTo(counted.wall / best, 9);
  expect(report.data).toMatchObject({ events: 20_000, ds: '2023-11-03' });
  const text = reportText(report);
  expect(text).toContain(`duckdb ${report.machine.duckdb}`);
  expect(text).toContain(`ratio to ${report.rivals.find((one) => one.counted.wall === best)?.name}: `);
  expect(text).toMatch(/content hash \*/);
});

test('results that differ are said', () => {
  const [first, ...others] = report.comparisons;
  if (first === undefined) throw new Error('no comparison');
  const text = reportText({ ...report, equal: false, comparisons: [{ ...first, differing: 3 }, ...others] });
  expect(text).toContain('filter and chron DIFFER: ');
  expect(text).toContain('3 of ');
});
