import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Cell, type Evaluated, evaluate } from '../evaluate.ts';
import { definitionOf } from './chronon-definition.ts';
import {
  type Conf,
  conf,
  data,
  isSame,
  nameHere,
  present,
  type Recorded,
  type RecordedRow,
  recorded,
  typeHere,
} from './recorded-chronon.ts';

type Row = Readonly<Record<string, Cell>>;
type Event = { readonly ds: string; readonly ts: number; readonly user: string };

/** `own`: ds as the shop wrote it; `of ts`: ds := date(ts), what a one-step run of Chronon's amounts to. */
type Days = 'own' | 'of ts';

const definitions = [
  { name: 'gb_purchases_v1', base: 'purchases', file: 'purchases.csv', amount: 'purchase_price' },
  { name: 'gb_returns_v1', base: 'returns', file: 'returns.csv', amount: 'refund_amt' },
  { name: 'gb_wide_snapshot', base: 'wide', file: 'purchases.csv', amount: 'purchase_price' },
] as const;
type Definition = (typeof definitions)[number];

/** Rows, columns and odd cells of each recorded file, and rows that one step makes different. */
const counts = {
  gb_purchases_v1: { rows: 302, columns: 12, histogram: 0, approxUniqueCount: 0, late: 28 },
  gb_returns_v1: { rows: 300, columns: 12, histogram: 0, approxUniqueCount: 0, late: 36 },
  gb_wide_snapshot: { rows: 302, columns: 153, histogram: 40, approxUniqueCount: 6, late: 28 },
};

const table = ({ file, amount }: Definition, days: Days): string => {
  const other = amount === 'refund_amt' ? 'purchase_price' : 'refund_amt';
  const ds = days === 'own' ? 'CAST(ds AS DATE)' : 'CAST(epoch_ms(ts) AS DATE)';
  return `SELECT ts, user_id, product_id, ${amount}, CAST(NULL AS BIGINT) AS ${other}, ${ds} AS ds
    FROM read_csv('${join(data, 'quickstart', file)}', header = true, columns = {ds: 'VARCHAR', ts: 'BIGINT',
    id: 'VARCHAR', user_id: 'VARCHAR', product_id: 'VARCHAR', ${amount}: 'BIGINT'})`;
};

const compute = (definition: Definition, given: Conf, days: Days): Promise<Evaluated> =>
  evaluate(definitionOf(given, definition.base), {
    tables: [table(definition, days)],
    start: '2023-11-28',
    end: '2023-11-30',
  });

const idOf = (row: Row | RecordedRow): string => `${row['user_id']} ${row['ds']}`;

const isOdd = (column: string): boolean => /^cat_histogram|^product_id_approx_unique_count/.test(column);

/** The cells that are not what Chronon gave, by its names; a row that only one has differs in a column of no name. */
const differing = ({ rows }: Evaluated, theirs: Recorded, { base }: Definition) => {
  const mine = new Map(rows.map((row) => [idOf(row), row]));
  const found = theirs.rows.flatMap((row) => {
    const own = mine.get(idOf(row));
    if (own === undefined) return [{ id: idOf(row), column: '', ours: null, theirs: null, row }];
    return Object.keys(theirs.types).flatMap((column) => {
      const ours = own[nameHere(column, { base, keys: ['user_id'] })];
      const value = row[column] ?? null;
      return isSame(ours, value) ? [] : [{ id: idOf(row), column, ours, theirs: value, row }];
    });
  });
  const ids = new Set(theirs.rows.map(idOf));
  const unexpected = [...mine.keys()].filter((id) => !ids.has(id));
  return [...found, ...unexpected.map((id) => ({ id, column: '', ours: null, theirs: null, row: null }))];
};

/** The two greatest counts of a recorded APPROX_HISTOGRAM_K(8) of three values: what HISTOGRAM(2) should have been. */
const topTwo = (row: RecordedRow | null, column: string): unknown => {
  const all = row?.[column.replace('cat_histogram', 'cat_approx_histogram_k')] as Readonly<Record<string, number>>;
  const sorted = Object.entries(all).toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return Object.fromEntries(sorted.slice(0, 2).map(([key, n]) => [key, BigInt(n)]));
};

const eventsOf = ({ file }: Definition): readonly Event[] =>
  readFileSync(join(data, 'quickstart', file), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
    .map(([ds = '', ts = '', , user = '']) => ({ ds, ts: Number(ts), user }));

describe.skipIf(!present).each(definitions)('$name of the real Chronon', (definition) => {
  const expected = counts[definition.name];
  let theirs: Recorded;
  let given: Conf;
  let oneStep: Evaluated;
  beforeAll(async () => {
    theirs = recorded(definition.name);
    given = conf(definition.name);
    oneStep = await compute(definition, given, 'of ts');
  });

  test('the same columns with the same types by rule, and as many rows', () => {
    expect(theirs.rows).toHaveLength(expected.rows);
    expect(oneStep.rows).toHaveLength(expected.rows);
    expect(Object.keys(theirs.types)).toHaveLength(expected.columns);
    const names = { base: definition.base, keys: given.keyColumns };
    expect(oneStep.columns).toEqual(
      Object.entries(theirs.types).map(([column, type]) => ({
        name: nameHere(column, names),
        type: typeHere(column, type),
      })),
    );
  });

  test('with ds := date(ts) every cell is the same but the known odd ones', () => {
    const found = differing(oneStep, theirs, definition);
    expect(found.filter(({ column }) => !isOdd(column))).toEqual([]);
    const histograms = found.filter(({ column }) => column.startsWith('cat_histogram'));
    const approximate = found.filter(({ column }) => column.startsWith('product_id_approx_unique_count'));
    expect([histograms.length, approximate.length]).toEqual([expected.histogram, expected.approxUniqueCount]);
    // Ours are right by what Chronon gave beside them: exact counts of all values, exact distinct values.
    for (const { column, ours, row } of histograms) expect(ours).toEqual(topTwo(row, column));
    for (const { column, ours, theirs: low, row } of approximate) {
      expect(ours).toBe(BigInt(Number(low) + 1));
      expect(Number(ours)).toBe(row?.[column.replace('approx_unique_count', 'unique_count')]);
    }
  });

  test('with ds as it is, rows differ just where an event of their time came in a later partition', async () => {
    const stepless = await compute(definition, given, 'own');
    const late = new Set(
      differing(stepless, theirs, definition)
        .filter(({ column }) => !isOdd(column))
        .map(({ id }) => id),
    );
    expect(late.size).toBe(expected.late);
    const unseen = ['2023-11-28', '2023-11-29', '2023-11-30'].flatMap((ds) =>
      eventsOf(definition)
        .filter((event) => event.ts < Date.parse(ds) + 86_400_000 && event.ds > ds)
        .map(({ user }) => `${user} ${ds}`),
    );
    expect([...late].toSorted()).toEqual([...new Set(unseen)].toSorted());
  });
});

test('the rule for names: a feature takes the base name in front, keys and ds stay', () => {
  const rule = { base: 'purchases', keys: ['user_id'] };
  expect(['purchase_price_sum_3d', 'user_id', 'ds'].map((column) => nameHere(column, rule))).toEqual([
    'purchases_purchase_price_sum_3d',
    'user_id',
    'ds',
  ]);
});

test('the rule for types: counts in maps, percentiles and days are wider here', () => {
  const types = ['bigint', 'map<string,int>', 'array<float>', 'map<string,array<string>>'];
  expect(types.map((type) => typeHere('x', type))).toEqual([
    'BIGINT',
    'MAP(VARCHAR, BIGINT)',
    'DOUBLE[]',
    'MAP(VARCHAR, VARCHAR[])',
  ]);
  expect(typeHere('ds', 'string')).toBe('DATE');
});

test('a comparison of cells sees what is not the same', () => {
  expect(isSame(3n, 3)).toBe(true);
  expect(isSame(3n, 4)).toBe(false);
  expect(isSame(null, 0)).toBe(false);
  expect(isSame([1n, 2n], [2, 1])).toBe(false);
  expect(isSame({ a: 1n }, { a: 1, b: 1 })).toBe(false);
  expect(isSame(1, 1 + 1e-8)).toBe(false);
  expect(isSame(1, 1 + 1e-10)).toBe(true);
});
