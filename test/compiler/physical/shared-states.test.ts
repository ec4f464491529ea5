import { expect, test } from 'vitest';
import {
  type AnyAggregation,
  type ColumnType,
  days,
  eventSource,
  type GroupBy,
  groupBy,
  list,
  long,
  map,
  parquet,
  string,
} from '#dsl';
import { build, examples } from '../../docs/operation-examples.ts';
import { type Cell, evaluate } from '../../evaluate.ts';

type Form = {
  readonly form: string;
  readonly type: ColumnType;
  readonly values: string;
  readonly options: (c: Readonly<Record<string, unknown>>) => object;
  readonly without: readonly string[];
};

const timed = ['first', 'last', 'first_k', 'last_k'];
const forms: readonly Form[] = [
  { form: 'longs', type: long, values: '[5, 3, NULL, 5, 9, 1]', options: () => ({}), without: ['histogram'] },
  { form: 'texts', type: string, values: "['b', 'a', NULL, 'b', 'c', 'a']", options: () => ({}), without: [] },
  {
    form: 'longs by bucket',
    type: long,
    values: '[5, 3, NULL, 5, 9, 1]',
    options: (c) => ({ buckets: [c['bucket']] }),
    without: ['histogram'],
  },
  {
    form: 'lists',
    type: list(long),
    values: '[[5, 3], [], NULL, [5, NULL], [9], [1, 2, 2]]',
    options: () => ({}),
    without: ['histogram'],
  },
  {
    form: 'maps',
    type: map(string, long),
    values: "[MAP {'x': 5, 'y': 3}, MAP {}, NULL, MAP {'x': 5}, MAP {'y': 9, 'z': NULL}, MAP {'x': 1}]",
    options: () => ({}),
    without: ['histogram'],
  },
  {
    form: 'lists position by position',
    type: list(long),
    values: '[[5, 3], [5, 4], NULL, [9, 3], [1, 3], [2, 8]]',
    options: () => ({ elementWise: true }),
    without: ['histogram', ...timed],
  },
];

const numeric = ['sum', 'average', 'variance', 'stddev', 'skew', 'kurtosis', 'approx_percentile'];

const opsOf = ({ type, without }: Form): readonly string[] =>
  examples.map(({ op }) => op).filter((op) => !without.includes(op) && !(type === 'string' && numeric.includes(op)));

const definition = ({ type, options }: Form, ops: readonly string[]): GroupBy<string> =>
  groupBy({
    name: 'g',
    sources: [
      eventSource({
        table: parquet({
          location: 'a',
          columns: { key: string, ts: long, bucket: string, value: type },
          partitionColumn: 'ds',
        }),
        timeColumn: 'ts',
      }),
    ],
    keys: ['key'],
    aggregations: (c: Readonly<Record<string, unknown>>): readonly AnyAggregation[] =>
      ops.flatMap((op) => {
        const k = op.endsWith('_k') || op === 'bounded_unique_count' ? { k: 2 } : {};
        const made = (windows: object) => build(op)(c['value'], { ...options(c), ...k, ...windows });
        return [made({}), made({ windows: [days(1)] })];
      }),
  } as never) as GroupBy<string>;

const row = async (form: Form, ops: readonly string[]): Promise<Readonly<Record<string, Cell>>> => {
  // Half of the rows lie in the day, half a day earlier.
  const table = `
    SELECT 'k' AS key, CAST(number * 28800000 AS BIGINT) AS ts, CASE WHEN number % 2 = 0 THEN 'x' ELSE 'y' END AS bucket,
      value, CAST(epoch_ms(number * 28800000) AS DATE) AS ds
    FROM (SELECT unnest(${form.values}) AS value, unnest(range(6)) AS number)`;
  const { rows } = await evaluate(definition(form, ops), { tables: [table], start: '1970-01-02', end: '1970-01-02' });
  return rows[0] ?? {};
};

// Aggregates of one input share passes and states: what one gives must not depend on which others stand beside it.
test.each(forms)('$form: all operations together give what each gives alone', async (form) => {
  const ops = opsOf(form);
  expect(ops.length).toBeGreaterThan(14);
  const together = await row(form, ops);
  expect(Object.keys(together)).toHaveLength(2 * ops.length + 2);
  const alone: Record<string, Cell> = {};
  for (const op of ops) {
    // Nulls alone make no row.
    const nothing = definition(form, [op]).aggregations.flatMap(({ names }) =>
      names.map((name) => [`g_${name}`, null]),
    );
    Object.assign(alone, Object.fromEntries(nothing), await row(form, [op]));
  }
  expect(together).toEqual(alone);
});
