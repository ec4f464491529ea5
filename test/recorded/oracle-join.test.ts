import { beforeAll, describe, expect, test } from 'vitest';
import {
  attributes,
  average,
  count,
  csv,
  days,
  entitySource,
  eventSource,
  groupBy,
  type Join,
  join,
  lastK,
  long,
  part,
  string,
  sum,
} from '#dsl';
import { type ExpectedJoinRow, expectedJoin, type JoinRows } from '#runtime/verify/oracle-join';
import { edgesColumn, edgesJoin, purchase, queries } from './edges.ts';
import { rowsOf } from './quickstart-rows.ts';
import { isSame, present, type RecordedRow, recordedRows } from './recorded-chronon.ts';

// The oracle of Joins against what Chronon gave for the same rows.

const refund = { ts: long, user_id: string, refund_amt: long };
const user = { user_id: string, account_created_ds: string, email_verified: string };

type Row = ExpectedJoinRow & { readonly ds: string };

const computed = (definition: Join, rows: JoinRows, ds: readonly string[]): readonly Row[] =>
  ds.flatMap((one) => expectedJoin(definition, rows, one).map((row) => ({ ...row, ds: one })));

/** Cells that differ, and rows that only one side has; Chronon's `quickstart_purchases_v1_X` is our `purchases_X`. */
const differing = (mine: readonly Row[], theirs: readonly RecordedRow[], here: (column: string) => string) => {
  const idOf = (row: Readonly<Record<string, unknown>>, names: readonly string[]) =>
    JSON.stringify(names.map((name) => String(row[name])));
  const names = ['ds', ...Object.keys(mine[0]?.left ?? {})];
  const byId = (rows: readonly RecordedRow[]) => rows.toSorted((a, b) => (idOf(a, names) < idOf(b, names) ? -1 : 1));
  const ours = mine.map(({ ds, left, features }) => ({ ds, ...left, ...features })) as readonly object[];
  const sorted = byId(ours as readonly RecordedRow[]);
  expect(sorted.map((row) => idOf(row, names))).toEqual(byId(theirs).map((row) => idOf(row, names)));
  return byId(theirs).flatMap((row, index) =>
    Object.entries(row)
      .filter(([column, value]) => {
        const own = sorted[index]?.[names.includes(column) ? column : here(column)];
        return !isSame(own, value);
      })
      .map(([column, value]) => ({ row: idOf(row, names), column, value, ours: sorted[index]?.[here(column)] })),
  );
};

describe.runIf(present)('the quickstart training set', () => {
  const windows = [days(3), days(14), days(30)];
  const purchases = groupBy({
    name: 'purchases',
    sources: [eventSource({ table: csv({ location: 'p', columns: purchase }), timeColumn: 'ts' })],
    keys: ['user_id'],
    aggregations: (c) => [
      sum(c.purchase_price, { windows }),
      count(c.purchase_price, { windows }),
      average(c.purchase_price, { windows }),
      lastK(c.purchase_price, { k: 10 }),
    ],
  });
  const returns = groupBy({
    name: 'returns',
    sources: [
      eventSource({ table: csv({ location: 'r', columns: refund }), timeColumn: 'ts', topic: 'events.returns' }),
    ],
    keys: ['user_id'],
    aggregations: (c) => [
      sum(c.refund_amt, { windows }),
      count(c.refund_amt, { windows }),
      average(c.refund_amt, { windows }),
      lastK(c.refund_amt, { k: 2 }),
    ],
  });
  const users = attributes({
    name: 'users',
    source: entitySource({ table: csv({ location: 'u', columns: user }) }),
    keys: ['user_id'],
  });
  const left = eventSource({
    table: csv({ location: 'c', columns: { ts: long, user_id: string } }),
    timeColumn: 'ts',
  });
  const set = join({
    name: 'training_set',
    left,
    parts: (left) => [part(purchases, left), part(returns, left), part(users, left)],
  }) as Join;
  let rows: readonly Row[] = [];
  beforeAll(() => {
    const given = {
      left: { rows: rowsOf('checkouts.csv', { ts: long, user_id: string }) },
      parts: [
        [{ rows: rowsOf('purchases.csv', purchase) }],
        [{ rows: rowsOf('returns.csv', refund) }],
        [{ rows: rowsOf('users.csv', user) }],
      ],
    };
    rows = computed(set, given, ['2023-11-29', '2023-11-30', '2023-12-01']);
  });

  test('G1: the row of user 24 that Chronon documents', () => {
    const found = rows.find(({ left }) => left['user_id'] === '24' && left['ts'] === 1701320475364n);
    expect({ ...found?.features, ds: found?.ds }).toEqual({
      ds: '2023-11-30',
      purchases_purchase_price_sum_3d: 331n,
      purchases_purchase_price_sum_14d: 1574n,
      purchases_purchase_price_sum_30d: 1934n,
      purchases_purchase_price_count_3d: 1n,
      purchases_purchase_price_count_14d: 4n,
      purchases_purchase_price_count_30d: 5n,
      purchases_purchase_price_average_3d: 331,
      purchases_purchase_price_average_14d: 393.5,
      purchases_purchase_price_average_30d: 386.8,
      purchases_purchase_price_last10: [331n, 474n, 497n, 272n, 360n],
      returns_refund_amt_sum_3d: null,
      returns_refund_amt_sum_14d: 76n,
      returns_refund_amt_sum_30d: 645n,
      returns_refund_amt_count_3d: null,
      returns_refund_amt_count_14d: 1n,
      returns_refund_amt_count_30d: 3n,
      returns_refund_amt_average_3d: null,
      returns_refund_amt_average_14d: 76,
      returns_refund_amt_average_30d: 215,
      returns_refund_amt_last2: [76n, 388n],
      account_created_ds: '2023-07-01',
      email_verified: '0',
    });
  });

  test('all 200 rows are as Chronon gave them', () => {
    const theirs = recordedRows('join_training_set_v1');
    const here = (column: string) =>
      column.replace(/^quickstart_users_v1_/, '').replace(/^quickstart_(purchases|returns)_v1/, '$1');
    expect(theirs).toHaveLength(200);
    expect(differing(rows, theirs, here)).toEqual([]);
  });
});

test.runIf(present)('edges of windows: 791 queries at, before and after events and hops, as Chronon gave them', () => {
  const asked = queries();
  const purchases = [{ rows: rowsOf('purchases.csv', purchase, 'of ts') }];
  const ds = [...new Set(asked.map((row) => String(row['ds'])))].sort();
  const mine = computed(edgesJoin, { left: { rows: asked }, parts: [purchases, purchases] }, ds);
  const theirs = recordedRows('join_wide_edges_queries');
  expect(theirs).toHaveLength(791);
  expect(differing(mine, theirs, edgesColumn)).toEqual([]);
});
