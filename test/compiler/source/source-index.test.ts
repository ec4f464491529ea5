import { describe, expect, test } from 'vitest';
import { sourceIndex } from '#compiler/source/source-index';

const staging = `import { double, long, parquet, sql, stagingQuery, string } from '@chron/chron';

/** The files. */
export const raw = parquet({ location: 's3://b/*.parquet', columns: { user_id: string, price: double } });

/**
 * Purchases, one partition per day.
 * Taken from {@link raw the files}.
 *
 * See {@link https://example.org}.
 * @owner shop
 */
export const v1 = stagingQuery({
  name: 'purchases',
  query: sql\`
    SELECT user_id, pirce, '\\\\d\\\`' AS x
    FROM \${raw} WHERE price > 0\`,
  columns: {
    user_id: string,
    /** Euros, tax included. */
    price: double,
    /** Epoch milliseconds. */
    'ts': long,
  },
  setups: ['SET x = 1', sql\`SET y = 2\`],
});
`;

const group = `import { attributes, average, count, days, eventSource, groupBy, join, part, sql, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/a/purchases.ts';

const windows = [days(1), days(7)];
const more = [...windows, days(30)];
const shared = { outputNamespace: 'x', owner: 'me', online: true };
const keys = ['user_id', 'shop'];
const source = eventSource({ table: purchases, timeColumn: 'tss', topic: 't' });
function counts(c) {
  const first = count(c.price);
  return [first, count(c.ts)];
}

/** What a user bought. */
const local = groupBy({
  ...shared,
  name: 'spend',
  sources: [
    source,
    eventSource({
      table: purchases,
      timeColumn: sql.timestamp\`t\`,
      select: (c) => ({
        /** More than a hundred. */
        big: sql.boolean\`\${c.price} > 100\`,
        same: c.price,
      }),
      where: (c) => [sql\`\${c.price} > 0\`, sql\`\${c.nope} > 0\`],
    }),
    eventSource({ table: purchases, where: (c) => sql\`a \${c.x} bcd\` }),
  ],
  keys,
  aggregations: (c) => [
    sum(c.price, { windows: [days(0), days(7)], window: [days(1)] }),
    average(
      c.pirce,
      { windows, buckets: [c.shop, c['item category']] },
    ),
    ...counts(c),
    count(c.price, { windows: more, windowEdge: 'exact' }),
    ...purchases.map((x) => sum(x)),
    count(c.late),
  ],
  derive: (c) => {
    const ratio = sql.double\`\${c.a} / 2\`;
    /* not a doc comment */
    return { ratio };
  },
});
export { local as v1 };

export const plain = attributes({ name: 'plain', source: eventSource({ table: purchases, startPartition: '2023' }), keys: ['nope'] });

export const set = join({
  name: 'set',
  left: source,
  parts: (left) => [part(local, left), part(local, { user_id: left.buyer }, { prefix: 'x', tags: { a: 'b' } })],
});
`;

const index = sourceIndex(
  new Map([
    ['staging_queries/a/purchases.ts', staging],
    ['features/a/spend.ts', group],
    ['windows.ts', "export const v1 = f({\r\n  name: 'ß😀', keys: ['a'],\r\n  query: sql`a\r\n  b`,\r\n});\r\n"],
    ['circle.ts', 'const a = b; const b = a; export const v1 = groupBy({ ...v1, keys: a, sources: [...v1.sources] });'],
    ['again.ts', "export { v1 } from './other.ts';\nexport default groupBy({ name: 'x' });\n"],
  ]),
);

type Path = readonly (string | number)[];
const shown = (span: ReturnType<typeof index.span>): string =>
  span === null
    ? 'nowhere'
    : `${span.line}:${span.column} ${span.sourceLine.slice(span.column - 1, span.endColumn - 1)}`;
const inGroup = (...path: Path) => shown(index.span('features/a/spend.ts', 'v1', path));
const inStaging = (...path: Path) => shown(index.span('staging_queries/a/purchases.ts', 'v1', path));

describe('where a place of a definition stands', () => {
  test.each<readonly [Path, string]>([
    [['name'], "14:3 name: 'purchases'"],
    [['query'], '15:3 query'],
    [['columns', 'price'], '21:5 price: double'],
    [['columns', 'ts'], "23:5 'ts': long"],
    [['setups', 0], "25:12 'SET x = 1'"],
    [['setups', 1], '25:25 sql`SET y = 2`'],
  ])('staging query, %j', (path, wanted) => {
    expect(inStaging(...path)).toBe(wanted);
  });

  test.each<readonly [Path, string]>([
    [['name'], "17:3 name: 'spend'"],
    [['outputNamespace'], "6:18 outputNamespace: 'x'"],
    [['keys'], '32:3 keys'],
    [['keys', 1], "7:26 'shop'"],
    [['sources', 0, 'timeColumn'], "8:48 timeColumn: 'tss'"],
    [['sources', 1], '20:5 eventSource'],
    [['sources', 1, 'timeColumn'], '22:7 timeColumn'],
    [['sources', 1, 'select', 'same'], '26:9 same: c.price'],
    [['sources', 1, 'where', 1], '28:43 sql`${c.nope} > 0`'],
    [['sources', 2, 'where', 0], '30:51 sql`a ${c.x} bcd`'],
    [['aggregations', 0], '34:5 sum(c.price, { windows: [days(0), days(7)], window: [days(1)] })'],
    [['aggregations', 0, 'column'], '34:11 price'],
    [['aggregations', 0, 'windows', 0], '34:30 days(0)'],
    [['aggregations', 0, 'window'], '34:49 window'],
    [['aggregations', 1], '35:5 average'],
    [['aggregations', 1, 'column'], '36:9 pirce'],
    [['aggregations', 1, 'windows'], '37:9 windows'],
    [['aggregations', 1, 'windows', 1], '4:27 days(7)'],
    [['aggregations', 1, 'buckets', 0], '37:30 shop'],
    [['aggregations', 1, 'buckets', 1], "37:36 c['item category']"],
    [['aggregations', 2, 'column'], '10:25 price'],
    [['aggregations', 3, 'column'], '11:26 ts'],
    [['aggregations', 4, 'windows', 2], '5:27 days(30)'],
    [['aggregations', 4, 'windowEdge'], "40:37 windowEdge: 'exact'"],
    [['derive', 'ratio'], '47:14 ratio'],
  ])('group by, %j', (path, wanted) => {
    expect(inGroup(...path)).toBe(wanted);
  });

  test('what cannot be followed is marked at what encloses it', () => {
    expect(inGroup('aggregations', 5, 'column')).toBe('41:5 ...purchases.map((x) => sum(x))');
    expect(inGroup('aggregations', 0, 'k')).toBe('34:5 sum');
    expect(inGroup('sources', 1, 'topic')).toBe('20:5 eventSource');
    expect(inGroup('sources', 9)).toBe('18:3 sources');
    expect(inGroup('accuracy')).toBe('15:7 local');
    expect(inGroup()).toBe('15:7 local');
    expect(inStaging('columns', 'nope')).toBe('18:3 columns');
  });

  test('attributes have their one source by its own name', () => {
    const at = (...path: Path) => shown(index.span('features/a/spend.ts', 'plain', path));
    expect(at('sources', 0, 'startPartition')).toBe("52:90 startPartition: '2023'");
    expect(at('keys', 0)).toBe("52:124 'nope'");
  });

  test('parts of a join are named by position', () => {
    const at = (...path: Path) => shown(index.span('features/a/spend.ts', 'set', path));
    expect(at('parts', 0, 'features')).toBe('57:26 local');
    expect(at('parts', 1, 'keys', 'user_id')).toBe('57:54 user_id: left.buyer');
    expect(at('parts', 1, 'prefix')).toBe("57:79 prefix: 'x'");
    expect(at('parts', 1, 'tags', 'a')).toBe("57:100 a: 'b'");
    expect(at('left', 'timeColumn')).toBe("8:48 timeColumn: 'tss'");
  });

  test('lines may end with a carriage return too; columns count as editors do', () => {
    const span = index.span('windows.ts', 'v1', ['keys', 0]);
    expect(span).toEqual({
      file: 'windows.ts',
      line: 2,
      column: 23,
      endColumn: 26,
      sourceLine: "  name: 'ß😀', keys: ['a'],",
    });
  });

  test('a circle ends, what is exported elsewhere is marked where it passes, what is not there is nowhere', () => {
    expect(shown(index.span('circle.ts', 'v1', ['keys', 0]))).toMatch(/^1:/);
    expect(shown(index.span('circle.ts', 'v1', ['sources', 3]))).toMatch(/^1:/);
    expect(shown(index.span('again.ts', 'v1', ['name']))).toBe('1:10 v1');
    expect(shown(index.span('again.ts', 'default', ['name']))).toBe("2:26 name: 'x'");
    expect(shown(index.span('again.ts', 'v2', ['name']))).toBe('nowhere');
    expect(shown(index.span('nowhere.ts', 'v1', []))).toBe('nowhere');
  });
});

describe('where a character of a template stands', () => {
  const at = (text: { readonly part: number; readonly offset: number }, ...path: Path) =>
    shown(index.templateSpan('staging_queries/a/purchases.ts', 'v1', { path, text }));

  test('on the line and column of the user', () => {
    const first = "\n    SELECT user_id, pirce, '";
    expect(at({ part: 0, offset: first.indexOf('pirce') }, 'query')).toBe('16:21 pirce');
    expect(at({ part: 0, offset: first.indexOf('SELECT') }, 'query')).toBe('16:5 SELECT');
    expect(at({ part: 1, offset: ' WHERE '.length }, 'query')).toBe('17:23 price');
    expect(at({ part: 0, offset: 4 }, 'setups', 1)).toBe('25:33 y');
  });

  test('behind characters that are written as two', () => {
    const text = "\n    SELECT user_id, pirce, '\\d`' AS x";
    expect(at({ part: 0, offset: text.indexOf('AS x') }, 'query')).toBe('16:36 AS');
  });

  test('a hole, an end, and no template at all', () => {
    expect(at({ part: 1, offset: 999 }, 'query')).toMatch(/^17:/);
    expect(at({ part: 7, offset: 0 }, 'query')).toBe('15:3 query');
    expect(at({ part: 0, offset: 0 }, 'name')).toBe("14:3 name: 'purchases'");
    expect(shown(index.templateSpan('windows.ts', 'v1', { path: ['query'], text: { part: 0, offset: 4 } }))).toBe(
      '4:3 b',
    );
  });
});

describe('doc comments', () => {
  test('of a definition, without tags and decoration', () => {
    expect(index.describe('staging_queries/a/purchases.ts', 'v1').text).toBe(
      'Purchases, one partition per day.\nTaken from the files.\n\nSee https://example.org.',
    );
    expect(index.describe('staging_queries/a/purchases.ts', 'raw').text).toBe('The files.');
    expect(index.describe('features/a/spend.ts', 'v1').text).toBe('What a user bought.');
    expect(index.describe('features/a/spend.ts', 'plain').text).toBeNull();
  });

  test('of the columns it declares or selects', () => {
    expect(index.describe('staging_queries/a/purchases.ts', 'v1').columns).toEqual({
      price: 'Euros, tax included.',
      ts: 'Epoch milliseconds.',
    });
    expect(index.describe('features/a/spend.ts', 'v1').columns).toEqual({ big: 'More than a hundred.' });
    expect(index.describe('nowhere.ts', 'v1')).toEqual({ text: null, columns: {} });
  });
});

test('500 files are read', () => {
  const many = new Map(Array.from({ length: 500 }, (_, at) => [`features/a/f${at}.ts`, group] as const));
  const big = sourceIndex(many);
  for (const path of many.keys()) {
    expect(big.describe(path, 'v1').text).toBe('What a user bought.');
    expect(big.span(path, 'v1', ['aggregations', 1, 'column'])?.line).toBe(36);
  }
});
