import { eventSource, groupBy, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

export const v1 = groupBy({
  name: 'end_before_start',
  sources: [
    eventSource({
      table: purchases,
      timeColumn: 'ts',
      startPartition: '2023-12-31',
      endPartition: '2023-12-01',
    }),
  ],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price)],
});
