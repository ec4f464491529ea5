// A project may be loaded without a type check: a mistake must reach the compiler as data, never as a crash.
import { describe, expect, test } from 'vitest';
import * as dsl from '#dsl';

type Loose = Readonly<Record<string, (...given: readonly unknown[]) => Readonly<Record<string, unknown>>>>;
type Anything = Readonly<Record<string, never>>;
const loose = dsl as unknown as Loose;
const make = (name: string, ...given: readonly unknown[]) => loose[name]?.(...given) ?? {};

const table = dsl.parquet({ location: 'x', columns: { user_id: dsl.string, price: dsl.double, ts: dsl.long } });
const source = dsl.eventSource({ table, timeColumn: 'ts' });
const missing = (name: string) => ({ kind: 'column', name, type: null, missing: true });
const group = (more: object) =>
  make('groupBy', { name: 'g', sources: [source], keys: ['user_id'], aggregations: () => [], ...more });

describe('mistakes in a project without types', () => {
  const factories = Object.keys(dsl).filter(
    (name) => typeof loose[name] === 'function' && name !== 'sql' && name !== 'misuse',
  );

  test.each(factories)('%s takes nothing, or anything, without a crash', (name) => {
    for (const given of [undefined, null, 7, 'x', [], {}, { columns: 3, keys: 4, sources: 5, parts: 6, table: 7 }]) {
      expect(() => make(name, given, given, given), `${name}(${JSON.stringify(given)})`).not.toThrow();
    }
  });

  test('a column that is not there', () => {
    const made = group({ aggregations: (c: Anything) => [make('sum', c['pirce'], { windows: [dsl.days(1)] })] });
    expect(made).toMatchObject({
      aggregations: [{ column: missing('pirce'), names: ['pirce_sum_1d'], type: null }],
      features: { g_pirce_sum_1d: null },
    });
  });

  test('keys: what was written is kept, what is a column is typed', () => {
    expect(group({ keys: ['user_id', 'user', 'user_id'] })).toMatchObject({
      keyNames: ['user_id', 'user', 'user_id'],
      keys: { user_id: 'string' },
    });
  });

  test('a time column that is not there', () => {
    expect(make('eventSource', { table, timeColumn: 'tss' })).toMatchObject({ timeColumn: missing('tss') });
  });

  test('a mutation table: the columns of a change have their names, written or not', () => {
    const made = make('entitySource', { table, mutationTable: table });
    expect(made).toMatchObject({
      mutationTable: table,
      mutationTimeColumn: 'mutation_ts',
      reversalColumn: 'is_before',
    });
    expect(made).not.toHaveProperty('unknownOptions');
    const named = make('entitySource', { table, mutationTable: table, mutationTimeColumn: 'at', reversalColumn: 3 });
    expect(named).toMatchObject({ mutationTimeColumn: 'at', reversalColumn: 3 });
    expect(make('entitySource', { table })).not.toHaveProperty('reversalColumn');
    expect(make('entitySource', { table, mutationtable: table })).toMatchObject({ unknownOptions: ['mutationtable'] });
    expect(make('eventSource', { table, mutationTable: table })).toMatchObject({ unknownOptions: ['mutationTable'] });
  });

  test('ds declared by the author stays as he declared it', () => {
    const made = make('stagingQuery', { name: 'a', query: dsl.sql`SELECT 1`, columns: { ds: 'string', x: 'long' } });
    expect(made['columns']).toEqual({ ds: 'string', x: 'long' });
  });

  test('options there are not', () => {
    expect(group({ source: [source], window: 3 })).toMatchObject({ unknownOptions: ['source', 'window'] });
    expect(make('average', {}, { window: [dsl.days(1)] })).toMatchObject({ unknownOptions: ['window'], windows: [] });
    expect(make('average', {}, { k: 3 })).toMatchObject({ unknownOptions: ['k'], k: null });
    expect(make('eventSource', { table, timecolumn: 'ts' })).toMatchObject({ unknownOptions: ['timecolumn'] });
    expect(make('parquet', { path: 'x' })).toMatchObject({ unknownOptions: ['path'] });
    expect(make('part', group({}), {}, { prefx: 'x' })).toMatchObject({ unknownOptions: ['prefx'] });
  });

  test('options there are make no mention', () => {
    const all = [
      source,
      table,
      dsl.lastK(columns().price, { k: 3 }),
      dsl.histogram(columns().user_id, { k: 3, windows: [dsl.days(1)] }),
      dsl.approxPercentile(columns().price, { percentiles: [0.9] }),
    ];
    for (const made of all) expect(made).not.toHaveProperty('unknownOptions');
  });

  test('a select without a type, and what is made of it', () => {
    const untyped = make('eventSource', { table, select: () => ({ big: dsl.sql`1` }) });
    expect(untyped).toMatchObject({ columns: { big: null } });
    const made = make('groupBy', {
      name: 'g',
      sources: [untyped],
      keys: [],
      aggregations: (c: Anything) => [make('sum', c['big'])],
    });
    expect(made).toMatchObject({ aggregations: [{ column: { name: 'big', type: null } }] });
    expect((made['aggregations'] as readonly dsl.AnyAggregation[])[0]?.column).not.toHaveProperty('missing');
  });

  test('text for a column, a number for a window, no k', () => {
    expect(make('sum', 'price', { windows: [7] })).toMatchObject({ column: 'price', names: ['price_sum_7'] });
    expect(make('lastK', columns().price)).toMatchObject({ k: null, names: ['price_last'] });
    expect(make('days', 0)).toEqual({ kind: 'window', window: '0d', unit: 'd', length: 0 });
  });

  test('one thing where a list belongs is a list of one', () => {
    const made = group({ sources: source, keys: 'user_id', aggregations: dsl.sum(columns().price) });
    expect(made).toMatchObject({ sources: [source], keyNames: ['user_id'], features: { g_price_sum: 'double' } });
  });

  test('the wrong way round in a part is kept as written', () => {
    const spend = group({});
    expect(make('part', spend, { seller: missing('x') })).toMatchObject({ keys: { seller: missing('x') }, left: {} });
  });
});

function columns() {
  let found = {} as dsl.Columns<typeof table.columns>;
  dsl.eventSource({
    table,
    timeColumn: 'ts',
    where: (c) => {
      found = c;
      return [];
    },
  });
  return found;
}
