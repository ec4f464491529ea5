import { eventSource, groupBy, sum } from '@chron/chron';
import { raw } from '../../staging_queries/shop/purchases.ts';

export const v1 = groupBy({
  name: 'no_time',
  sources: [eventSource({ table: raw })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price)],
});
