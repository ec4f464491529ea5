import { approxPercentile, average, count, eventSource, groupBy, histogram, lastK, max, sum, uniqueCount } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

export const v1 = groupBy({
  name: 'operations',
  sources: [eventSource({ table: purchases, timeColumn: 'ts' })],
  keys: ['user_id'],
  aggregations: (c) => [
    lastK(c.price),
    lastK(c.price, { k: 2.5 }),
    approxPercentile(c.price, { percentiles: [50] }),
    histogram(c.price),
    sum(c.price, { elementWise: true }),
    sum(c.price, { buckets: [c.ts, c.categry] }),
    count(c.tags, { k: 3 }),
    uniqueCount(c.price, { windows: 7 }),
    sum(c.ts, { exact: 2 }),
    average(c.price, { exact: 2.5 }),
    max(c.price, { exact: 2 }),
  ],
});
