import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MemoryRun, memory, memoryText, runBackfill } from '#bench/memory/memory';

const cache = mkdtempSync(join(tmpdir(), 'chron-bench-memory-'));
const request = { events: 20_000, users: 3000, threads: 1, memoryLimitMb: 40, cache };
let run: MemoryRun;

beforeAll(async () => {
  run = await runBackfill(request);
});

afterAll(() => rmSync(cache, { recursive: true, force: true }));

const reportOf = async (changed: Partial<MemoryRun>) => await memory(request, async () => ({ ...run, ...changed }));

test('a backfill holds what the events say: every user, their newest prices, all of their events', async () => {
  const report = await reportOf({ peakRssMb: 540 });
  expect(report).toMatchObject({ complete: true, within: true, boundMb: 540 });
  expect(report.expected).toEqual(run.held);
  expect(run.held.counted).toBe(20_000);
  // Some users have more than ten events.
  expect(run.held.listed).toBeLessThan(20_000);
  expect(run.held.listed).toBeGreaterThan(run.held.users);
  expect(run.peakRssMb).toBeGreaterThan(50);
  const text = memoryText(report);
  expect(text).toContain('peak 540 MB in a process of its own; the bound is 540 MB');
  expect(text).toContain(`complete: ${run.held.users} users`);
});

test('a process that takes more, and a table that lacks something, are said', async () => {
  const large = await reportOf({ peakRssMb: 541 });
  expect(large).toMatchObject({ within: false, complete: true });
  expect(memoryText(large)).toContain('ABOVE it');
  const short = await reportOf({ peakRssMb: 540, held: { ...run.held, counted: 19_999 } });
  expect(short).toMatchObject({ within: true, complete: false });
  expect(memoryText(short)).toMatch(/NOT COMPLETE: .* 19999 events in maps; expected .* 20000 events in maps/);
});
