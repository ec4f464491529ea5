import { count, days, eventSource, groupBy, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

export const v1 = groupBy({
  name: 'unknown_options',
  sources: [eventSource({ table: purchases, timeColum: 'ts', filter: 'price > 0' })],
  keys: ['user_id'],
  aggregations: (c) => [
    sum(c.price, { window: [days(7)] }),
    count(c.price, { windows: [days(7)], buckit: c.category }),
  ],
  onlin: true,
  backfillStart: '2023-12-01',
});
