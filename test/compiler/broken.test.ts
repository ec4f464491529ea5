// What a user sees of mistakes: a project of broken definitions (test/broken), every message at its place.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { type Diagnostic, diagnostics } from '#compiler';
import { chron, type Ran } from '../runtime/cli/command-line.ts';
import { expectGolden } from './golden-text.ts';

const root = join(import.meta.dirname, '../broken');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => /^(features|staging_queries)\/.*\.ts$/.test(file))
  .toSorted();

/** Files of which nothing is said: right themselves, or reading what is broken already. */
const silent = [
  'features/downstream/of_a_broken_group.ts',
  'features/downstream/twice_removed.ts',
  'features/joins/good_groups.ts',
  'features/load/circle_a.ts',
  'features/load/reads_a_broken_file.ts',
  'features/names/letters.ts',
  'features/names/one_table.ts',
  'features/part_tables/a.ts',
  'features/part_tables/buys.ts',
  'features/part_tables/ts__buys.ts',
  'staging_queries/shop/purchases.ts',
];

type Data = { readonly ok: boolean; readonly message: string; readonly diagnostics: readonly Diagnostic[] };
let text: Ran;
let json: Ran;
let data: Data;
beforeAll(async () => {
  text = await chron(root, ['compile']);
  json = await chron(root, ['compile', '--json']);
  data = JSON.parse(json.out) as Data;
});

test('the transcript, to the letter', () => {
  expect(text).toMatchObject({ code: 2, out: '' });
  expectGolden('broken.txt', text.err);
});

test('--json says the same as data, and nothing else', () => {
  expect(json).toMatchObject({ code: 2, err: '' });
  expect(data.ok).toBe(false);
  const lines = data.diagnostics.flatMap(({ code, message, hint, span }) => [
    `${span?.file}:${span?.line}:${span?.column} error ${code}: ${message}`,
    ...(hint === null ? [] : [`  hint: ${hint}`]),
  ]);
  expect(lines).toEqual(text.err.split('\n').filter((line) => / error CHR|^ {2}hint: /.test(line)));
  expect(text.err).toContain(`\n${data.diagnostics.length} problems;`);
});

test('every place is a character of the file that is named, and its line is shown as it stands there', () => {
  for (const { span, message } of data.diagnostics) {
    if (span === null) throw new Error(`no place: ${message}`);
    const line = readFileSync(join(root, span.file), 'utf8').split('\n')[span.line - 1];
    expect(line, message).toBe(span.sourceLine);
    expect(line?.slice(span.column - 1, span.endColumn - 1).trim(), message).not.toBe('');
  }
});

test('every file has its mistake reported, but those that have none of their own', () => {
  const reported = new Set(data.diagnostics.map((one) => one.span?.file));
  expect(files.filter((file) => !reported.has(file))).toEqual(silent);
});

test('one mistake is one message: no place has two', () => {
  const places = data.diagnostics.map(({ span }) => `${span?.file}:${span?.line}:${span?.column}`);
  const twice = places.filter((place, index) => places.indexOf(place) !== index);
  // Two columns that the second source does not have as the first has them.
  expect(twice).toEqual(['features/groups/unlike_sources.ts:10:5']);
});

test('every code of the table is shown by a broken definition', () => {
  const shown = new Set(data.diagnostics.map((one) => one.code));
  expect(Object.keys(diagnostics).filter((code) => !shown.has(code as never))).toEqual([]);
  expect(files.length).toBeGreaterThan(25);
});

test.each(['backfill', 'upload', 'fetch'])('%s of a broken project says the same', async (command) => {
  const conf = ['--conf', 'features/groups/unknown_column.ts'];
  const flags = {
    backfill: ['--start-date', '2023-12-01', '--end-date', '2023-12-01'],
    upload: [],
    fetch: ['--key', 'user_id=1'],
  };
  const ran = await chron(root, [command, ...conf, ...flags[command as keyof typeof flags]]);
  expect(ran).toEqual({ code: 2, out: '', err: text.err });
});

test('an unknown --conf is named, with the nearest names', async () => {
  const ran = await chron(root, ['compile', '--conf', 'features/groups/unknown_colum.ts']);
  expect(ran).toMatchObject({ code: 2, out: '' });
  expect(ran.err).toContain('error CHR2420: --conf features/groups/unknown_colum.ts');
  expect(ran.err).toContain('hint: did you mean features/groups/unknown_column.ts');
});
