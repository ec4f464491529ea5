// A type error must be at the word itself and say what is wrong: tsc reads the mistakes without their @ts-expect-error.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
const folder = mkdtempSync(join(tmpdir(), 'chron-types-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')) as {
  compilerOptions: object;
};

const run = (options: object, files: readonly string[]): string => {
  const project = { compilerOptions: { ...compilerOptions, customConditions: [], types: [], ...options }, files };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(project));
  try {
    return execFileSync(process.execPath, [tsc, '-p', '.', '--pretty', 'false'], { cwd: folder, encoding: 'utf8' });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
};

const declarations = { declaration: true, noEmit: false, rewriteRelativeImportExtensions: true };

/** The DSL as a user has it: declarations behind the package's public entry. */
const install = () => {
  const home = join(folder, 'node_modules/@chron/chron');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(home, 'package.json'), '{"type":"module","exports":{".":{"types":"./index.d.ts"}}}');
  const options = { ...declarations, emitDeclarationOnly: true, rootDir: join(root, 'dsl'), outDir: home };
  expect(run(options, [join(root, 'dsl/index.ts')])).toBe('');
};

const check = (name: string, text: string, options: object = {}): string => {
  writeFileSync(join(folder, name), text.replace("'#dsl'", "'@chron/chron'"));
  return run(options, [name]);
};

type Found = { readonly number: number; readonly word: string; readonly message: string };
let found: readonly Found[] = [];

beforeAll(() => {
  install();
  const source = readFileSync(join(root, 'test/types/mistakes.ts'), 'utf8').replaceAll('// @ts-expect-error', '//');
  const lines = source.split('\n');
  const output = check('mistakes.ts', source);
  found = output
    .split(/^(?=mistakes\.ts\()/m)
    .filter((error) => error.startsWith('mistakes.ts('))
    .map((error) => {
      const [, line = '', column = ''] = /\((\d+),(\d+)\)/.exec(error) ?? [];
      const text = lines[Number(line) - 1]?.slice(Number(column) - 1) ?? '';
      return {
        number: Number(/^\/\/ (\d+):/.exec(lines[Number(line) - 2] ?? '')?.[1]),
        word: /^('[^']*'|[\w.]+|.)/.exec(text)?.[1] ?? '',
        message: error,
      };
    });
});

test.each([
  [1, 'pice', "Did you mean 'price'?"],
  [2, 'c.category', "sum() needs long, double, decimal or boolean, but 'category' is string"],
  [3, "'user'", '"category" | "price"'],
  [4, 'timeColumn', `'"ts" | Expr<Time>'`],
  [5, '7', 'Window<string>'],
  [6, '0', 'a window is a whole number, 1 or more'],
  [7, "'book'", "text is not spliced into SQL: write it in the SQL, or use literal('...')"],
  [9, 'left', "this source has no 'tags', the first source has"],
  [10, 'left', "'user_id' is missing"],
  [11, 'user_id', `Type '"long"' is not assignable to type '"string"'`],
  [12, 'seller', "'seller' does not exist"],
  [13, 'part', "'spend_price_sum_7d' is in the join already: give this part another prefix"],
  [14, 'spend_price_sum_30d', "Did you mean 'spend_price_sum_1d'?"],
  [15, 'derive', "'seller' is a column already"],
  [16, 'derive', "'r' has no type: write sql.double, sql.string, ..."],
  [18, 'spend_price_sum_3d', "Did you mean 'spend_price_sum_1d'?"],
  [19, 'row.spend_price_sum_1d', 'null'],
  [20, 'c.price', "elementWise needs a list, but 'price' is double"],
  [21, '{', "'k' is missing"],
  [22, 'c.tags', `is not assignable to type '"string"'`],
  [23, 'logged', "'spend_price_sum_1d' is string in the table, but double in the join"],
  [24, 'user_id', "'StringConstructor' is not assignable to type 'ColumnType'"],
  [25, 'window', "Did you mean to write 'windows'?"],
  [26, 'a_price_sum_1d', 'write derive below aggregations'],
  [27, 'source', "Did you mean to write 'sources'?"],
  [28, 'n', 'a window is a number written here: days(7), not days(n)'],
  [29, 'c.price', "histogram() needs string, but 'price' is double"],
  [30, "'price'", 'sum() takes a column: aggregations: (c) => [sum(c.price)]'],
  [31, 'select', "'big' has no type: write sql.double, sql.string, ..."],
  [32, 'where', 'Expr<"double">'],
  [33, 'ds', 'leave ds out: it is the partition column'],
  [34, 'lookback', '"36h"'],
  [35, '{', "'query' is missing"],
  [36, 'query', "'Sql<null>'"],
  [61, "'shop.purchases'", "'string' is not assignable"],
  [62, 'source', 'is not assignable'],
  [63, 'startPartition', 'a table without partitions has no days'],
  [64, 'ds', 'leave ds out: it is the partition column'],
  [65, 'timeColumn', '"ts"'],
  [66, 'setups', 'a view has no table of its own'],
  [67, 'lookback', 'a view has no table of its own'],
  [37, "'user'", 'is not assignable'],
  [38, 'dayColumn', `type '"ts"'`],
  [39, 'c.price', 'approxHistogramK() needs string, long, decimal, boolean or date (round a double in select)'],
  [40, 'c.ok', "average() needs long, double or decimal, but 'ok' is boolean"],
  [41, 'windowEdge', `Did you mean '"exact"'?`],
  [42, 'purchases', 'is not assignable'],
  [43, 'timeColumn', `'"ts" | Expr<Time>'`],
  [44, 'derive', "'user_id' is a column already"],
  [45, "'id'", 'is not assignable'],
  [46, 'pice', "Did you mean 'price'?"],
  [47, 'eventSource', "this source has 'seller' as string, the first source as long"],
  [48, 'undefined', 'an expression, a column, a table, a date slot, a number or a boolean'],
  [49, 'mutationTable', "the mutation table has no 'stars', the table has"],
  [50, 'mutationTable', "'stars' is string in the mutation table, but double in the table"],
  [
    51,
    'mutationTable',
    "the mutation table has no 'mutation_ts': say which column is the time of a change, mutationTimeColumn: '...'",
  ],
  [52, 'mutationTable', "'mutation_ts' is string in the mutation table: a time of change is long, timestamp or date"],
  [53, 'mutationTable', "'is_before' is long in the mutation table: a reversal column is boolean"],
  [54, 'mutationTimeColumn', "the mutation table has no 'changed_at'"],
  [55, 'mutationTimeColumn', "'stars' is double in the mutation table: a time of change is long, timestamp or date"],
  [56, 'reversalColumn', "'user_id' is string in the mutation table: a reversal column is boolean"],
  [57, 'mutationTimeColumn', 'mutationTimeColumn is a column of the mutationTable: this source has none'],
  [58, 'mutationTable', "'mutationTable' does not exist"],
  [59, 'mutationTable', 'is not assignable'],
  [60, 'reversal', "'reversal' does not exist"],
  [101, 'exact', "exact is for doubles: 'seller' is long, summed exactly as it is"],
  [102, 'exact', 'exact is a whole number from 0 to 38'],
  [103, 'exact', 'exact is a whole number from 0 to 38'],
  [104, 'exact', "'exact' does not exist"],
  [105, 'sellr', "'sellr' does not exist"],
  [106, 'seller', "Type 'string' is not assignable to type 'number'"],
  [108, 'partitionFormat', "a format has yyyy, MM and dd: 'yyyyMMdd'"],
  [109, 'partitionFormat', "with partitionFormat 'dt' is a date: declare dt: date"],
  [107, 'price', 'partitions are named by text, a long, a boolean or a date: write a condition in where'],
])('mistake %i is marked at %s', (number, word, message) => {
  const errors = found.filter((error) => error.number === number);
  expect(errors.map((error) => error.word)).toEqual([word]);
  expect(errors[0]?.message).toContain(message);
});

test('the rows file has no error where declarations are written too: every type can be named from the public list', () => {
  const rows = readFileSync(join(root, 'test/types/rows.ts'), 'utf8').replace(/^const /gm, 'export const ');
  writeFileSync(join(folder, 'expect.ts'), readFileSync(join(root, 'test/types/expect.ts')));
  expect(check('rows.ts', rows, { ...declarations, rootDir: folder, outDir: 'out' })).toBe('');
});
