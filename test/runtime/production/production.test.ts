import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PlanNode } from '#compiler/plan';
import { compareProduction, isSame } from '#runtime/production/compare';
import { productionFiles } from '#runtime/production/production-files';
import { writeProduction } from '#runtime/production/write';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'chron-production-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const compiled = (kind: PlanNode['kind'], file: string, json = '{}\n') => ({
  node: { kind, source: { file, export: 'v1' } } as unknown as PlanNode,
  json,
  sql: `-- ${file}\n`,
});
const features = compiled('group-by', 'features/shop/deep/spend.ts');
const staged = compiled('staging-query', 'staging_queries/shop/purchases.ts');
const paths = [
  'production/group_bys/shop/deep/spend.v1.json',
  'production/group_bys/shop/deep/spend.v1.sql',
  'production/staging_queries/shop/purchases.v1.json',
  'production/staging_queries/shop/purchases.v1.sql',
];
const whole = { whole: true };
const none = { missing: [], differing: [], stale: [] };

test('plan and SQL of each computed definition, by kind, team, file and export', () => {
  const files = productionFiles([features, staged, compiled('external', 'staging_queries/shop/purchases.ts')]);
  expect([...files.keys()].toSorted()).toEqual(paths);
  expect(files.get(paths[1] ?? '')).toBe('-- features/shop/deep/spend.ts\n');
});

test('what is equal is not touched; what differs is written; what is stale is removed with its empty folders', async () => {
  const files = productionFiles([features, staged]);
  expect(await writeProduction(root, files, whole)).toEqual({ ...none, missing: paths });
  const old = new Date('2020-01-01T00:00:00Z');
  for (const path of paths) utimesSync(join(root, path), old, old);
  writeFileSync(join(root, 'production/README.md'), 'kept');
  expect(await writeProduction(root, files, whole)).toEqual(none);
  const changed = productionFiles([compiled('staging-query', 'staging_queries/shop/purchases.ts', '{"a":1}\n')]);
  expect(await writeProduction(root, changed, whole)).toEqual({
    missing: [],
    differing: [paths[2]],
    stale: [paths[0], paths[1]],
  });
  expect(readFileSync(join(root, paths[2] ?? ''), 'utf8')).toBe('{"a":1}\n');
  expect(statSync(join(root, paths[3] ?? '')).mtime).toEqual(old);
  expect(existsSync(join(root, 'production/group_bys/shop'))).toBe(false);
  expect(readdirSync(join(root, 'production/staging_queries/shop'))).toHaveLength(2);
  expect(readFileSync(join(root, 'production/README.md'), 'utf8')).toBe('kept');
});

test('a comparison names what is missing, differs or is stale, and writes nothing', async () => {
  mkdirSync(join(root, 'production/joins/old'), { recursive: true });
  writeFileSync(join(root, 'production/joins/old/gone.v1.json'), '{}');
  const files = productionFiles([staged]);
  const difference = await compareProduction(root, files, whole);
  expect(difference).toEqual({ missing: paths.slice(2), differing: [], stale: ['production/joins/old/gone.v1.json'] });
  expect(isSame(difference)).toBe(false);
  expect(existsSync(join(root, 'production/staging_queries'))).toBe(false);
});

test('a compile of some definitions leaves the files of others alone', async () => {
  await writeProduction(root, productionFiles([features, staged]), whole);
  expect(await writeProduction(root, productionFiles([staged]), { whole: false })).toEqual(none);
  expect(existsSync(join(root, paths[0] ?? ''))).toBe(true);
});
