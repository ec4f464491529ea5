import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { spillFolder } from '#runtime/engine/spill-folder';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'chron-spill-'));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const names = () => readdirSync(parent).sort();

test('each has its own, and those of processes that live stay', async () => {
  const first = await spillFolder(parent);
  const second = await spillFolder(parent);
  expect(names()).toEqual([basename(first), basename(second)].sort());
});

test("a dead process's is removed", async () => {
  const mine = basename(await spillFolder(parent));
  const { pid } = spawnSync(process.execPath, ['--version']);
  mkdirSync(join(parent, mine.replace(`-${process.pid}-`, `-${pid}-`), 'blocks'), { recursive: true });
  const next = basename(await spillFolder(parent));
  expect(names()).toEqual([mine, next].sort());
});

test.runIf(process.platform === 'linux')(
  'so is that of an earlier process that had the number of a living one',
  async () => {
    const mine = basename(await spillFolder(parent));
    mkdirSync(join(parent, mine.replace(/-s\d+-/, '-s1-')));
    const next = basename(await spillFolder(parent));
    expect(names()).toEqual([mine, next].sort());
  },
);

test("another machine's, and what is no spill folder, are left alone", async () => {
  mkdirSync(join(parent, 'duckdb-elsewhere-1-s1-abcdef'));
  mkdirSync(join(parent, 'notes'));
  const mine = basename(await spillFolder(parent));
  expect(names()).toEqual(['duckdb-elsewhere-1-s1-abcdef', mine, 'notes'].sort());
});
