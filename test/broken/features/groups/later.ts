import { approxPercentile, count, eventSource, first, groupBy, lastK, skew, sql, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

export const v1 = groupBy({
  name: 'later',
  sources: [eventSource({ table: purchases, timeColumn: 'ts' })],
  keys: ['user_id'],
  aggregations: (c) => [
    sum(c.price),
    skew(c.price),
    lastK(c.category, { k: 10 }),
    approxPercentile(c.price),
    sum(c.price, { buckets: [c.category] }),
    count(c.tags, { elementWise: true }),
    first(c.tags),
  ],
  derive: (c) => ({ twice: sql.double`${c.later_price_sum} * 2` }),
});
