import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { type Reference, type SourceFile, sourceFiles, target } from './source-file.ts';

const rooms = ['dsl', 'compiler', 'runtime', 'features', 'staging_queries', 'test', 'bench'];
const files = sourceFiles(rooms);
const under = (folder: string): readonly SourceFile[] => files.filter(({ path }) => path.startsWith(`${folder}/`));

/** References of a file that break a rule, as `file -> what it mentions`. */
const breaking = (
  of: readonly SourceFile[],
  isAllowed: (reference: Reference & { readonly target: string | null }, file: SourceFile) => boolean,
): readonly string[] =>
  of.flatMap((file) =>
    file.references
      .filter((one) => !isAllowed({ ...one, target: target(file, one) }, file))
      .map((one) => `${file.path} -> ${one.to}`),
  );

test('there is something to look at', () => {
  expect(under('dsl').length).toBeGreaterThan(10);
  expect(under('compiler').length).toBeGreaterThan(30);
  expect(under('runtime').length).toBeGreaterThan(80);
  expect(under('runtime').flatMap((file) => file.references).length).toBeGreaterThan(300);
});

test('the top of the checkout holds these and no others', () => {
  const made = new Set(['.git', '.chron', 'node_modules', 'dist']);
  expect(
    readdirSync('.')
      .filter((name) => !made.has(name))
      .toSorted(),
  ).toEqual(
    [
      ...[
        '.ci',
        '.gitignore',
        '.npmrc',
        'CHANGELOG.md',
        'CONTRIBUTING.md',
        'LICENSE',
        'README.md',
        'bench',
        'biome.json',
      ],
      ...['chron.config.ts', 'compiler', 'docs', 'dsl', 'features', 'package-lock.json', 'package.json', 'production'],
      ...['runtime', 'staging_queries', 'test', 'tsconfig.build.json', 'tsconfig.json', 'tsconfig.pure.d.ts'],
      ...['tsconfig.pure.json', 'vitest.config.ts'],
    ].toSorted(),
  );
});

test('source files have at most 300 lines, tests at most 400', () => {
  const tooLong = files.filter(({ path, lines }) => lines > (path.startsWith('test/') ? 400 : 300));
  expect(tooLong.map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
});

test('files and folders are named in kebab-case after one idea', () => {
  const named = files.filter(({ path }) => !/^(features|staging_queries)\//.test(path)).map(({ path }) => path);
  const plain = /^[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.(ts|cts)$/;
  expect(named.filter((path) => !plain.test(basename(path)))).toEqual([]);
  const vague = named.filter((path) => /(^|\/)(utils?|helpers?|common|misc|shared)(\/|\.)/.test(path));
  expect(vague).toEqual([]);
});

test('no relative import leaves its top folder; crossing goes through a name', () => {
  const top = (path: string): string => path.split('/')[0] ?? '';
  const samples = new Set(['features', 'staging_queries']);
  expect(
    breaking(files, ({ to, target }, { path }) => {
      if (!to.startsWith('.') || target === null || top(target) === top(path)) return true;
      return samples.has(top(path)) && samples.has(top(target));
    }),
  ).toEqual([]);
});

test('dsl imports nothing, not even node', () => {
  expect(breaking(under('dsl'), ({ target }) => target?.startsWith('dsl/') === true)).toEqual([]);
});

test('compiler imports dsl only; ts-morph in source/, one node module in hash.ts', () => {
  expect(
    breaking(under('compiler'), ({ to, target }, { path }) => {
      if (to === '#dsl') return true;
      if (to === 'ts-morph') return path.startsWith('compiler/source/');
      if (to === 'node:crypto') return path === 'compiler/hash.ts';
      return to.startsWith('.') && target?.startsWith('compiler/') === true;
    }),
  ).toEqual([]);
});

test('runtime sees dsl and compiler by their names, and packages that are dependencies', () => {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const names = new Set(['#dsl', '#compiler', '#compiler/plan', '#compiler/source']);
  expect(
    breaking(
      under('runtime'),
      ({ to }) => to.startsWith('.') || to.startsWith('node:') || names.has(to) || dependencies[to] !== undefined,
    ),
  ).toEqual([]);
});

test('samples import what users import', () => {
  const samples = [...under('features'), ...under('staging_queries')];
  expect(breaking(samples, ({ to }) => to === '@chron/chron' || to.startsWith('.'))).toEqual([]);
});

/** Folder or file of the compiler: what it may import besides itself. */
const compilerRooms: Readonly<Record<string, readonly string[]>> = {
  relation: [],
  plan: ['relation'],
  'sql/fragment': [],
  dialect: ['sql/fragment', 'relation'],
};
const isIn = (path: string, room: string): boolean =>
  path === `compiler/${room}.ts` || path.startsWith(`compiler/${room}/`);

test.each(Object.entries(compilerRooms))('compiler/%s imports %j only', (room, allowed) => {
  const inside = files.filter(({ path }) => isIn(path, room));
  expect(inside.length).toBeGreaterThan(0);
  expect(
    breaking(inside, ({ target }) => [room, ...allowed].some((one) => target !== null && isIn(target, one))),
  ).toEqual([]);
});

test('only sql/ and the index see a dialect; lowering and planning see neither dialects nor SQL', () => {
  const seers = under('compiler').filter(({ path }) => !/^compiler\/(dialect|sql)\/|^compiler\/index\.ts$/.test(path));
  expect(breaking(seers, ({ target }) => target === null || !isIn(target, 'dialect'))).toEqual([]);
  const pure = under('compiler').filter(({ path }) => /^compiler\/(lower|rewrite|physical)\//.test(path));
  expect(pure.length).toBeGreaterThan(10);
  expect(breaking(pure, ({ target }) => target === null || !isIn(target, 'sql'))).toEqual([]);
  const physical = pure.filter(({ path }) => path.startsWith('compiler/physical/'));
  expect(breaking(physical, ({ to, target }) => to !== '#dsl' && (target === null || !isIn(target, 'lower')))).toEqual(
    [],
  );
});

test('the oracle shares nothing with what it measures: dsl types and errors only', () => {
  const allowed = new Set(['dsl/index.ts', 'runtime/errors.ts']);
  expect(
    breaking(under('runtime/verify'), ({ to, target }) => {
      if (target === null) return to.startsWith('node:');
      return allowed.has(target) || target.startsWith('runtime/verify/');
    }),
  ).toEqual([]);
});

test('only the command line prints or ends the process', () => {
  const printing = /\bconsole\.\w+\(|\bprocess\.(exit\b|exitCode|stdout|stderr)/;
  const others = [...under('dsl'), ...under('compiler'), ...under('runtime')];
  expect(
    others.filter(({ path, text }) => !path.startsWith('runtime/cli/') && printing.test(text)).map(({ path }) => path),
  ).toEqual([]);
});

test('every export is named, and no function takes more than three positional parameters', () => {
  const own = [...under('dsl'), ...under('compiler'), ...under('runtime')];
  expect(own.filter((file) => file.exports.includes('*')).map(({ path }) => path)).toEqual([]);
  expect(own.flatMap((file) => file.longParameterLists.map((name) => `${file.path}: ${name}`))).toEqual([]);
});

/** Each circle of imports once, as the path that closes it. */
const cycles = (of: readonly SourceFile[], counts: (reference: Reference) => boolean): readonly string[] => {
  const graph = new Map(
    of.map((file) => [file.path, file.references.filter(counts).flatMap((one) => target(file, one) ?? [])]),
  );
  const found: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (path: string, trail: readonly string[]): void => {
    if (state.get(path) === 'done' || !graph.has(path)) return;
    if (state.get(path) === 'open') {
      found.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
      return;
    }
    state.set(path, 'open');
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    state.set(path, 'done');
  };
  for (const path of graph.keys()) visit(path, []);
  return found;
};

test('no import cycles; in the compiler types count, too', () => {
  expect(cycles(under('compiler'), () => true)).toEqual([]);
  expect(cycles(files, ({ typeOnly }) => !typeOnly)).toEqual([]);
});

test('public names of @chron/chron', () => {
  const [index] = files.filter(({ path }) => path === 'dsl/index.ts');
  expect(index?.exports.toSorted()).toMatchInlineSnapshot(`
    [
      "Aggregation",
      "AnyAggregation",
      "AnyColumn",
      "AnyDerive",
      "AnyExpr",
      "AnyExternalTable",
      "AnyFeatureSet",
      "AnyGroupBy",
      "AnyJoin",
      "AnyRow",
      "AnySource",
      "AnySql",
      "AnyStagingQuery",
      "AnyTable",
      "BootstrapPart",
      "Column",
      "ColumnType",
      "Columns",
      "DateSlot",
      "Definition",
      "DenseList",
      "EntitySource",
      "EventSource",
      "Expr",
      "ExternalSource",
      "ExternalTable",
      "FeatureSet",
      "Features",
      "FetchedRow",
      "GroupBy",
      "Hole",
      "Join",
      "LabelPart",
      "LabelledRow",
      "List",
      "Literal",
      "Longs",
      "MapOf",
      "MaxDate",
      "OfflineRow",
      "Operation",
      "Part",
      "Row",
      "Source",
      "Sql",
      "StagingQuery",
      "Struct",
      "Table",
      "TypesOf",
      "Use",
      "Value",
      "Values",
      "Window",
      "approxHistogramK",
      "approxPercentile",
      "approxUniqueCount",
      "attributes",
      "average",
      "boolean",
      "bootstrapPart",
      "bottomK",
      "boundedUniqueCount",
      "count",
      "csv",
      "date",
      "days",
      "decimal",
      "double",
      "endDate",
      "entitySource",
      "eventSource",
      "externalSource",
      "first",
      "firstK",
      "groupBy",
      "histogram",
      "hours",
      "isDefinition",
      "join",
      "json",
      "kurtosis",
      "labelPart",
      "last",
      "lastK",
      "latestDate",
      "list",
      "literal",
      "long",
      "map",
      "max",
      "maxDate",
      "min",
      "minutes",
      "misuse",
      "parquet",
      "part",
      "skew",
      "sql",
      "stagingQuery",
      "startDate",
      "stddev",
      "string",
      "struct",
      "sum",
      "timestamp",
      "topK",
      "uniqueCount",
      "uniqueTopK",
      "variance",
    ]
  `);
});

test('public names of @chron/chron/runtime', () => {
  const [index] = files.filter(({ path }) => path === 'runtime/index.ts');
  expect(index?.exports.toSorted()).toMatchInlineSnapshot(`
    [
      "BackfillRequest",
      "Backfilled",
      "CompileError",
      "Compiled",
      "CompiledNode",
      "Config",
      "ConfigError",
      "Days",
      "DescribedTable",
      "EngineError",
      "Event",
      "FailedColumn",
      "FetchAnswer",
      "FetchRequest",
      "Fetcher",
      "FilledTable",
      "InterruptedError",
      "JoinAnswer",
      "OnlineError",
      "PartAnswer",
      "PlanRequest",
      "PlannedBackfill",
      "PlannedStep",
      "PlannedTable",
      "PlannedWork",
      "Project",
      "ReadRequest",
      "Reporter",
      "StorageError",
      "UploadRequest",
      "Uploaded",
      "backfill",
      "compileProject",
      "describe",
      "exitCodes",
      "fetch",
      "openFetcher",
      "openProject",
      "plan",
      "read",
      "upload",
    ]
  `);
});
