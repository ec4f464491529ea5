import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { GroupBy } from '#dsl';
import { loadProject } from '#runtime/project/load';
import { projectFolder } from './project-folder.ts';

const raw = `import { long, parquet, sql, stagingQuery, string } from '@chron/chron';
export const raw = parquet({ location: './data/*.parquet', columns: { user_id: string, price: long, ts: long } });
`;
const staged = `${raw}
export const v1 = stagingQuery({
  name: 'purchases',
  query: sql\`SELECT user_id, price, ts, '2023-12-01' AS ds FROM \${raw}\`,
  columns: { user_id: string, price: long, ts: long },
});
`;
const features = (name: string, from = '../../staging_queries/shop/purchases.ts') => `
import { eventSource, groupBy, sum } from '@chron/chron';
import { v1 as purchases } from '${from}';
export const v1 = groupBy({
  name: '${name}',
  sources: [eventSource({ table: purchases, timeColumn: 'ts' })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price)],
});
`;

const folders: ReturnType<typeof projectFolder>[] = [];
const project = (files: Readonly<Record<string, string>>) => {
  const folder = projectFolder(files);
  folders.push(folder);
  return folder;
};
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

const where = (problems: Awaited<ReturnType<typeof loadProject>>['problems']) =>
  problems.map(({ span }) => `${span?.file}:${span?.line}:${span?.column}`);

test('definitions come by file and export, one object each, inputs first; their texts with them', async () => {
  const { root } = project({
    'staging_queries/shop/purchases.ts': staged,
    'features/shop/spend.ts': features('spend'),
    'features/shop/deep/more.ts': features('more', '../../../staging_queries/shop/purchases.ts'),
    'features/shop/.hidden/x.ts': 'nonsense (',
    'features/shop/notes.md': 'no code',
  });
  const loaded = await loadProject({ root });
  expect(loaded.problems).toEqual([]);
  expect(loaded.definitions.map((one) => `${one.file}:${one.export}`)).toEqual([
    'staging_queries/shop/purchases.ts:raw',
    'staging_queries/shop/purchases.ts:v1',
    'features/shop/deep/more.ts:v1',
    'features/shop/spend.ts:v1',
  ]);
  const [, purchases, , spend] = loaded.definitions;
  expect((spend?.definition as GroupBy | undefined)?.sources[0]?.table).toBe(purchases?.definition);
  expect(loaded.sources.get('staging_queries/shop/purchases.ts')).toBe(staged);
});

test('a file that does not parse is a problem at its place; the others load', async () => {
  const { root } = project({
    'staging_queries/shop/purchases.ts': staged,
    'features/shop/spend.ts': features('spend'),
    'features/shop/broken.ts': "const ü = 'ü';\nexport const v1 = ü groupBy({});\n",
    'features/shop/uses_broken.ts': "import { v1 as other } from './broken.ts';\nexport const v1 = other;\n",
    'features/shop/lost.ts': "export const a = 1;\nimport { v1 } from './nowhere.ts';\nexport const b = v1;\n",
  });
  const loaded = await loadProject({ root });
  expect(where(loaded.problems).toSorted()).toEqual(['features/shop/broken.ts:2:21', 'features/shop/lost.ts:2:20']);
  expect(loaded.problems[0]?.code).toBe('CHR1001');
  expect(loaded.problems.find(({ span }) => span?.line === 2)?.span?.sourceLine).toContain('v1');
  expect(loaded.definitions.map((one) => one.file)).toContain('features/shop/spend.ts');
});

test('what a file throws is a problem at the line that threw, once, however many files import it', async () => {
  const { root } = project({
    'features/shop/throws.ts':
      "type Row = { readonly a: string };\n\nconst rows: Row[] = [];\nexport const first = rows.map((row) => row.a);\nif (rows.length === 0) throw new Error('no rows');\n",
    'features/shop/also.ts': "import { first } from './throws.ts';\nexport const second = first;\n",
    'staging_queries/shop/purchases.ts': staged,
  });
  const loaded = await loadProject({ root });
  expect(loaded.problems.map(({ message }) => message)).toEqual(['this file could not be loaded: Error: no rows']);
  expect(where(loaded.problems)).toEqual(['features/shop/throws.ts:5:30']);
  expect(loaded.definitions).toHaveLength(2);
});

test('files that import each other in a circle are named with the import that closes it', async () => {
  const { root } = project({
    'features/shop/a.ts': "import { b } from './b.ts';\nexport const a = [b];\n",
    'features/shop/b.ts': "import { c } from './c.ts';\nexport const b = [c];\n",
    'features/shop/c.ts': "export const c: unknown[] = [];\nimport { a } from './a.ts';\nc.push(a);\n",
    'staging_queries/shop/purchases.ts': staged,
  });
  const loaded = await loadProject({ root });
  expect(loaded.problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
    'CHR1004 files import each other in a circle: features/shop/a.ts -> features/shop/b.ts -> features/shop/c.ts -> features/shop/a.ts',
  ]);
  expect(where(loaded.problems)).toEqual(['features/shop/c.ts:2:20']);
  expect(loaded.definitions).toHaveLength(2);
});

test('an edit between two loads is seen; builds that nobody used for an hour are removed', async () => {
  const { root, write } = project({ 'staging_queries/shop/purchases.ts': staged });
  const first = await loadProject({ root });
  const [folder = ''] = readdirSync(join(root, '.chron/bundle'));
  write('staging_queries/shop/purchases.ts', staged.replace("'purchases'", "'sales'"));
  const second = await loadProject({ root });
  const name = (loaded: typeof first) => (loaded.definitions[1]?.definition as { name?: string } | undefined)?.name;
  expect([name(first), name(second)]).toEqual(['purchases', 'sales']);
  expect(readdirSync(join(root, '.chron/bundle'))).toHaveLength(2);
  const old = new Date(Date.now() - 2 * 3600_000);
  utimesSync(join(root, '.chron/bundle', folder), old, old);
  await loadProject({ root });
  expect(readdirSync(join(root, '.chron/bundle'))).not.toContain(folder);
});

test('two loads at once do not disturb each other', async () => {
  const { root } = project({
    'staging_queries/shop/purchases.ts': staged,
    'features/shop/spend.ts': features('spend'),
  });
  const all = await Promise.all(Array.from({ length: 8 }, () => loadProject({ root })));
  expect(all.map(({ definitions, problems }) => [definitions.length, problems.length])).toEqual(all.map(() => [3, 0]));
});

test('a project without definitions is empty, not an error', async () => {
  const { root } = project({});
  expect((await loadProject({ root })).definitions).toEqual([]);
});
