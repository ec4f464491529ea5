import { attributes, count, entitySource, eventSource, groupBy } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

export const v1 = attributes({
  name: 'cumulative_rows',
  source: eventSource({ table: purchases, isCumulative: true }),
  keys: ['user_id'],
});

export const v2 = groupBy({
  name: 'cumulative_rows_v2',
  sources: [entitySource({ table: purchases, isCumulative: true })],
  keys: ['user_id'],
  aggregations: (c) => [count(c.user_id)],
});
