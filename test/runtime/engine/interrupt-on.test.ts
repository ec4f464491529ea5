import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEngine } from '#runtime/engine/duckdb';
import { interruptOn } from '#runtime/engine/interrupt-on';
import type { Engine } from '#runtime/ports';

/** Minutes of work, unless it is stopped. */
const endless = 'SELECT count(*) FROM range(2000000000000) t(i) WHERE i % 7 = 3';
const folder = mkdtempSync(join(tmpdir(), 'chron-interrupt-'));
let engine: Engine;

beforeAll(async () => {
  engine = await openEngine({ spillFolder: folder, threads: 1, memoryLimit: '200MB' });
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a running statement is stopped', async () => {
  const controller = new AbortController();
  const heedNoMore = interruptOn(controller.signal, engine);
  const running = engine.rows(endless);
  await Promise.all([
    expect(running).rejects.toMatchObject({ code: 'CHR2900' }),
    sleep(200).then(() => controller.abort()),
  ]);
  heedNoMore();
});

test('so is one that starts after the interrupt, as between two statements of a run', async () => {
  const controller = new AbortController();
  const heedNoMore = interruptOn(controller.signal, engine);
  controller.abort();
  await expect(engine.rows(endless)).rejects.toMatchObject({ code: 'CHR2900' });
  heedNoMore();
});

test('a signal that is aborted already counts', async () => {
  const heedNoMore = interruptOn(AbortSignal.abort(), engine);
  await expect(engine.rows(endless)).rejects.toMatchObject({ code: 'CHR2900' });
  heedNoMore();
});

test('afterwards the engine is free for the next one', async () => {
  expect(await engine.rows('SELECT 1::INTEGER AS one')).toEqual([{ one: 1 }]);
});
