import { eventSource, groupBy, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

export const v1 = groupBy({
  name: 'choices',
  sources: [eventSource({ table: purchases, timeColumn: 'ts', missing: 'wait' })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price, { windowEdge: 'exactly' })],
  accuracy: 'temporl',
  online: 'yes',
});
