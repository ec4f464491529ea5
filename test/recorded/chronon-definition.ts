import {
  type AnyAggregation,
  approxHistogramK,
  approxPercentile,
  approxUniqueCount,
  average,
  bottomK,
  boundedUniqueCount,
  count,
  days,
  eventSource,
  first,
  firstK,
  type GroupBy,
  groupBy,
  histogram,
  kurtosis,
  last,
  lastK,
  long,
  max,
  min,
  parquet,
  skew,
  sql,
  string,
  sum,
  topK,
  uniqueCount,
  variance,
} from '#dsl';
import type { Conf, ConfAggregation } from './recorded-chronon.ts';

/** Operations by their number in Chronon's api.thrift. */
const operations: Readonly<Record<number, unknown>> = {
  0: min,
  1: max,
  2: first,
  3: last,
  4: uniqueCount,
  5: approxUniqueCount,
  6: count,
  7: sum,
  8: average,
  9: variance,
  10: skew,
  11: kurtosis,
  12: approxPercentile,
  13: lastK,
  14: firstK,
  15: topK,
  16: bottomK,
  17: histogram,
  18: approxHistogramK,
  19: boundedUniqueCount,
};

const columns = { ts: long, user_id: string, product_id: string, purchase_price: long, refund_amt: long };

const aggregation = (one: ConfAggregation, c: Readonly<Record<string, unknown>>): AnyAggregation => {
  const make = operations[one.operation] as (column: unknown, options: object) => AnyAggregation;
  const { k, percentiles } = one.argMap;
  // Chronon's k of APPROX_PERCENTILE is the size of its sketch.
  const takesK = k !== undefined && percentiles === undefined;
  return make(c[one.inputColumn], {
    ...(takesK && { k: Number(k) }),
    ...(percentiles !== undefined && { percentiles: JSON.parse(percentiles) as readonly number[] }),
    ...(one.windows !== undefined && {
      windows: one.windows.map(({ length, timeUnit }) => {
        if (timeUnit !== 1) throw new Error('a window that is not of days');
        return days(length as 1);
      }),
    }),
    ...(one.buckets !== undefined && { buckets: one.buckets.map((bucket) => c[bucket]) }),
  });
};

/** A GroupBy of Chronon's as one of ours: same keys, inputs, operations, windows and buckets, in the same order. */
export const definitionOf = (conf: Conf, name: string): GroupBy<string> =>
  groupBy({
    name,
    sources: [
      eventSource({
        table: parquet({ location: 'data/events', columns, partitionColumn: 'ds' }),
        timeColumn: 'ts',
        select: (c) => ({
          cat: sql.string`'c' || (CAST(${c.product_id} AS INTEGER) % 3)`,
          price_d: sql.double`CAST(${c.purchase_price} AS DOUBLE) / 7`,
        }),
      }),
    ],
    keys: conf.keyColumns as readonly ['user_id'],
    aggregations: (c) => conf.aggregations.map((one) => aggregation(one, c)) as never,
  }) as GroupBy<string>;
