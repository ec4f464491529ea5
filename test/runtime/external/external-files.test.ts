import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '#runtime/engine/duckdb';
import { type ExternalFile, findExternalFiles } from '#runtime/external/external-files';
import { externalVersions } from '#runtime/external/external-version';
import type { Engine } from '#runtime/ports';

const root = mkdtempSync(join(tmpdir(), 'chron-external-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let count = 0;
/** A folder with these files. */
const folderOf = (files: readonly string[]): string => {
  count += 1;
  const folder = join(root, `x${count}`);
  mkdirSync(folder);
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), file);
  }
  return folder;
};
const filesOf = async (location: string): Promise<readonly ExternalFile[]> => {
  const found = await findExternalFiles(location);
  if (found.outcome !== 'files') throw new Error(found.outcome);
  return found.files;
};

const names = [
  'a.csv',
  'b.csv',
  'b.txt',
  'year=2023/c.csv',
  'year=2023/month=12/d.csv',
  '_SUCCESS',
  '.hidden/e.csv',
  'f[1].csv',
];

describe('finding files', () => {
  test.each([
    ['', ['a.csv', 'b.csv', 'b.txt', 'f[1].csv', 'year=2023/c.csv', 'year=2023/month=12/d.csv']],
    ['/', ['a.csv', 'b.csv', 'b.txt', 'f[1].csv', 'year=2023/c.csv', 'year=2023/month=12/d.csv']],
    ['/*.csv', ['a.csv', 'b.csv', 'f[1].csv']],
    ['/?.csv', ['a.csv', 'b.csv']],
    ['/[a-b].*', ['a.csv', 'b.csv', 'b.txt']],
    ['/[!a].csv', ['b.csv']],
    ['/*/*.csv', ['.hidden/e.csv', 'year=2023/c.csv']],
    ['/**/*.csv', ['.hidden/e.csv', 'a.csv', 'b.csv', 'f[1].csv', 'year=2023/c.csv', 'year=2023/month=12/d.csv']],
    ['/year=*/**', ['year=2023/c.csv', 'year=2023/month=12/d.csv']],
    ['/year=2023/**/d.csv', ['month=12/d.csv']],
    ['/b.txt', ['b.txt']],
    ['/f[[]1].csv', ['f[1].csv']],
  ])('%j', async (pattern, expected) => {
    const found = await filesOf(`${folderOf(names)}${pattern}`);
    expect(found.map(({ relative }) => relative)).toEqual(expected);
  });

  test('a missing file, a missing folder and a pattern without files are three answers', async () => {
    const folder = folderOf(['a.csv']);
    mkdirSync(join(folder, 'empty'));
    expect(await findExternalFiles(join(folder, 'b.csv'))).toEqual({
      outcome: 'missing file',
      path: join(folder, 'b.csv'),
    });
    expect(await findExternalFiles(join(folder, 'sub'))).toEqual({
      outcome: 'missing folder',
      path: join(folder, 'sub'),
    });
    expect(await findExternalFiles(join(folder, 'sub/*.csv'))).toEqual({
      outcome: 'missing folder',
      path: join(folder, 'sub'),
    });
    expect(await findExternalFiles(join(folder, '*.parquet'))).toMatchObject({ outcome: 'no files' });
    expect(await findExternalFiles(join(folder, 'empty'))).toMatchObject({ outcome: 'no files' });
  });
});

describe('versions', () => {
  const whole = { partitionColumn: null, dayColumn: null };

  test('change with a size, a time, a name and another file, not with a move of the whole', async () => {
    const folder = folderOf(['a.csv', 'b.csv']);
    const twin = folderOf(['a.csv', 'b.csv']);
    const seen = new Set<unknown>();
    const look = async (where = folder) => {
      for (const file of ['a.csv', 'b.csv']) utimesSync(join(where, file), 1, 1);
      return (await externalVersions(await filesOf(`${where}/*.csv`), whole)).version(null);
    };
    seen.add(JSON.stringify(await look()));
    expect(JSON.stringify(await look(twin))).toBe([...seen][0]);
    writeFileSync(join(folder, 'a.csv'), 'longer text');
    seen.add(JSON.stringify(await look()));
    utimesSync(join(folder, 'b.csv'), 2, 2);
    seen.add(JSON.stringify((await externalVersions(await filesOf(`${folder}/*.csv`), whole)).version(null)));
    writeFileSync(join(folder, 'c.csv'), '');
    seen.add(JSON.stringify(await look()));
    expect(seen.size).toBe(4);
  });

  test('undeclared, every day has the one version of all files', async () => {
    const versions = await externalVersions(await filesOf(folderOf(['a.csv'])), {
      partitionColumn: 'ds',
      dayColumn: null,
    });
    expect(versions.by).toBe('whole');
    expect(versions.version('2023-12-01')).toEqual(versions.version(null));
    expect(versions.version('1999-01-01')).toEqual(versions.version(null));
  });

  test('a day in the path holds for that day alone; a file without one for all', async () => {
    const folder = folderOf(['ds=2023-12-01/a.csv', 'ds=2023-12-02/b.csv', 'ds=2023-12-02/c.csv']);
    const look = async () =>
      await externalVersions(await filesOf(folder), { partitionColumn: 'ds', dayColumn: 'ignored' });
    const before = await look();
    expect(before.by).toBe('path');
    expect(before.version('2023-12-03')).toBe('absent');
    expect(before.files({ from: '2023-12-02', to: null }).map((path) => path.slice(folder.length))).toEqual([
      '/ds=2023-12-02/b.csv',
      '/ds=2023-12-02/c.csv',
    ]);
    writeFileSync(join(folder, 'ds=2023-12-02', 'b.csv'), 'restated');
    const after = await look();
    expect(after.version('2023-12-01')).toEqual(before.version('2023-12-01'));
    expect(after.version('2023-12-02')).not.toEqual(before.version('2023-12-02'));
    writeFileSync(join(folder, 'stray.csv'), '');
    expect((await look()).version('2023-12-01')).not.toEqual(before.version('2023-12-01'));
  });

  describe('by the footer', () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await openEngine({ spillFolder: join(root, 'spill') });
    });
    afterAll(async () => await engine.close());

    test.each([
      ['DATE', "DATE '2023-12-01'", "DATE '2023-12-02'", "DATE '2023-12-05'"],
      [
        'TIMESTAMP',
        "TIMESTAMP '2023-12-01 23:59:59.9'",
        "TIMESTAMP '2023-12-02 00:00:00'",
        "TIMESTAMP '2023-12-05 12:00:00'",
      ],
      ['VARCHAR', "'2023-12-01'", "'2023-12-02T01:02:03'", "'2023-12-05'"],
    ])('of a %s column', async (_type, first, second, third) => {
      const folder = folderOf([]);
      await engine.run(`COPY (SELECT ${first} AS day) TO '${folder}/a.parquet'`);
      await engine.run(`COPY (SELECT ${second} AS day UNION ALL SELECT ${third}) TO '${folder}/b.parquet'`);
      const versions = await externalVersions(await filesOf(folder), { partitionColumn: null, dayColumn: 'day' });
      expect(versions.by).toBe('footer');
      const on = (day: string) => versions.files({ from: day, to: day }).map((path) => path.slice(folder.length + 1));
      expect(['2023-11-30', '2023-12-01', '2023-12-02', '2023-12-03', '2023-12-05', '2023-12-06'].map(on)).toEqual([
        [],
        ['a.parquet'],
        ['b.parquet'],
        ['b.parquet'],
        ['b.parquet'],
        [],
      ]);
      expect(versions.version('2023-12-06')).toBe('absent');
      expect(versions.version('2023-12-03')).toEqual(versions.version('2023-12-05'));
    });

    test('without statistics of the column a file may hold any day', async () => {
      const folder = folderOf([]);
      await engine.run(`COPY (SELECT 1 AS other) TO '${folder}/a.parquet'`);
      await engine.run(`COPY (SELECT NULL::DATE AS day) TO '${folder}/b.parquet'`);
      const versions = await externalVersions(await filesOf(folder), { partitionColumn: null, dayColumn: 'day' });
      expect(versions.files({ from: '1999-01-01', to: '1999-01-01' })).toHaveLength(2);
    });

    test('a file that is no Parquet is named', async () => {
      const files = await filesOf(folderOf(['a.parquet']));
      const looking = externalVersions(files, { partitionColumn: null, dayColumn: 'day' });
      await expect(looking).rejects.toMatchObject({
        name: 'StorageError',
        message: expect.stringContaining('a.parquet') as string,
      });
    });
  });
});
