import {
  average,
  count,
  days,
  decimal,
  double,
  endDate,
  eventSource,
  groupBy,
  histogram,
  lastK,
  list,
  literal,
  long,
  map,
  parquet,
  sql,
  stagingQuery,
  startDate,
  string,
  struct,
  sum,
  timestamp,
} from '#dsl';
import type { Definitions } from './compiled.ts';

const raw = parquet({
  location: "data/it's/*.parquet",
  columns: {
    user_id: string,
    price: double,
    paid: decimal(12, 2),
    tags: list(string),
    counts: map(string, long),
    at: struct({ city: string, zip: long }),
    ts: timestamp,
  },
});

const purchases = stagingQuery({
  name: 'purchases',
  query: sql`
    SELECT user_id, price, paid, tags, counts, "at", epoch_ms(ts) AS ts, CAST(ts AS DATE) AS ds
    FROM ${raw}
    WHERE CAST(ts AS DATE) BETWEEN ${startDate} AND ${endDate} AND user_id <> ${literal("x'y")} AND price > ${0.5}`,
  columns: {
    user_id: string,
    price: double,
    paid: decimal(12, 2),
    tags: list(string),
    counts: map(string, long),
    at: struct({ city: string, zip: long }),
    ts: long,
  },
  startPartition: '2023-12-01',
  setups: ['SET VARIABLE x = 1'],
});

const spend = groupBy({
  name: 'spend',
  sources: [
    eventSource({
      table: purchases,
      timeColumn: 'ts',
      select: (c) => ({ big: sql.boolean`${c.price} > ${100}` }),
      where: (c) => sql`${c.price} IS NOT NULL -- really`,
      startPartition: '2023-12-02',
    }),
  ],
  keys: ['user_id'],
  aggregations: (c) => [
    sum(c.price, { windows: [days(1), days(7)] }),
    sum(c.paid, { windows: [days(7)], windowEdge: 'exact' }),
    average(c.price, { windows: [days(7)], buckets: [c.user_id] }),
    count(c.big, { windows: [days(7)] }),
    lastK(c.at, { k: 3, windows: [days(7)] }),
    histogram(c.tags, { k: 2, windows: [days(7)] }),
  ],
  online: true,
});

const whales = groupBy({
  name: 'whales',
  sources: [eventSource({ table: spend, where: (c) => sql`${c.spend_price_sum_7d} > 1000` })],
  keys: ['user_id'],
  aggregations: (c) => [count(c.spend_price_sum_7d)],
});

/** A project of every kind of definition that is compiled, each reading the one before. */
export const shop: Definitions = {
  'staging_queries/shop/purchases.ts:raw': raw,
  'staging_queries/shop/purchases.ts:v1': purchases,
  'features/shop/spend.ts:v1': spend,
  'features/shop/whales.ts:v1': whales,
};
