import { eventSource, groupBy, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

export const v1 = groupBy({
  name: 'online_key',
  sources: [eventSource({ table: purchases, timeColumn: 'ts' })],
  keys: ['price'],
  aggregations: (c) => [sum(c.price)],
  online: true,
});
