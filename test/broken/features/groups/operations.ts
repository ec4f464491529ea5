import { approxPercentile, eventSource, groupBy, histogram, lastK, skew, sql, sum, topK } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

export const v1 = groupBy({
  name: 'operations',
  sources: [eventSource({ table: purchases, timeColumn: 'ts' })],
  keys: ['user_id'],
  aggregations: (c) => [
    skew(c.category),
    lastK(c.category, { k: 0 }),
    approxPercentile(c.price, { percentiles: [0.5, 50] }),
    sum(c.price, { buckets: [c.price] }),
    sum(c.price, { elementWise: true }),
    histogram(c.price),
    topK(c.price, {
      buckets: [c.cateogry],
      k: 2,
    }),
    sum(c.price),
  ],
  derive: (c) => ({
    operations_price_sum: sql.double`1`,
    twice: sql.double`${c.operations_price_sum_7d} * 2`,
    text: sql.double`${c.user_id}`,
  }),
});
