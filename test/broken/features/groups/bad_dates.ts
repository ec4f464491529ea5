import { eventSource, groupBy, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

export const v1 = groupBy({
  name: 'bad_dates',
  sources: [
    eventSource({ table: purchases, timeColumn: 'ts', startPartition: '2023-02-30', endPartition: '01.12.2023' }),
  ],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price)],
  backfillStartDate: 'yesterday',
});
